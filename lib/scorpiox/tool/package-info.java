/// Tools that run here: what a tool and a call are, what they touch, and what the model may see. The tools themselves
/// stand in the folders below, a folder a kind.
package scorpiox.tool;
//SOURCES ../base/package-info.java
//SOURCES ../model/package-info.java
//SOURCES Access.java
//SOURCES Aliases.java
//SOURCES Child.java
//SOURCES Declarations.java
//SOURCES Detail.java
//SOURCES FileChange.java
//SOURCES GlobPattern.java
//SOURCES Ledger.java
//SOURCES Limits.java
//SOURCES LocalTool.java
//SOURCES Outcome.java
//SOURCES Parameters.java
//SOURCES PlanStep.java
//SOURCES Subject.java
//SOURCES ToolError.java
//SOURCES UpdatePlan.java
//SOURCES Workspace.java
