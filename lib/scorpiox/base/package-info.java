/// The floor everything stands on: JSON, the one failure vocabulary, cancelling, atomic files, redaction.
/// Imports nothing of the project.
package scorpiox.base;
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//SOURCES AtomicFile.java
//SOURCES Cancel.java
//SOURCES ChildEnvironment.java
//SOURCES CriticalSection.java
//SOURCES Failure.java
//SOURCES JBangProgram.java
//SOURCES Json.java
//SOURCES LockFile.java
//SOURCES Nearest.java
//SOURCES ProcessGroup.java
//SOURCES Redaction.java
//SOURCES SecretNames.java
//SOURCES Sink.java
//SOURCES TerminalFilter.java
//SOURCES TimeLimit.java
