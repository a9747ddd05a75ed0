/// Tools that search: `grep` in contents, `glob` in names, and what both leave out.
/// Files are found and read here; ripgrep, where there is one, only says which files need not be looked at.
package scorpiox.tool.search;
//SOURCES Deadline.java
//SOURCES Excerpt.java
//SOURCES FileTypes.java
//SOURCES Glob.java
//SOURCES Grep.java
//SOURCES Ignore.java
//SOURCES IgnoreLevel.java
//SOURCES IgnoreRule.java
//SOURCES Line.java
//SOURCES Needles.java
//SOURCES Query.java
//SOURCES Report.java
//SOURCES Ripgrep.java
//SOURCES Search.java
//SOURCES Searching.java
//SOURCES Source.java
//SOURCES Start.java
//SOURCES Tally.java
//SOURCES Target.java
//SOURCES Texts.java
//SOURCES Walk.java
//SOURCES Workers.java
