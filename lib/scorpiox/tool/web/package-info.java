/// Tools that look at the web: one page as Markdown, and a search through a command of the user's. Nothing is fetched
/// from an address that is not public unless a rule says so.
package scorpiox.tool.web;
//DEPS org.jsoup:jsoup:1.24.1
//SOURCES Addresses.java
//SOURCES Download.java
//SOURCES FetchCache.java
//SOURCES Fetched.java
//SOURCES Page.java
//SOURCES PageTable.java
//SOURCES PageWriter.java
//SOURCES WebAddress.java
//SOURCES WebFetch.java
//SOURCES WebSearch.java
//SOURCES WebText.java
