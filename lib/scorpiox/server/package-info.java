/// `serve`: every provider behind the APIs that clients of OpenAI and Anthropic speak. Here is what puts the rooms within
/// together: who may ask, which route is meant, and how one answer runs.
package scorpiox.server;
//SOURCES ask/package-info.java
//SOURCES backend/package-info.java
//SOURCES capture/package-info.java
//SOURCES chat/package-info.java
//SOURCES config/package-info.java
//SOURCES messages/package-info.java
//SOURCES responses/package-info.java
//SOURCES status/package-info.java
//SOURCES team/package-info.java
//SOURCES web/package-info.java
//SOURCES AnswerHead.java
//SOURCES ClientKeys.java
//SOURCES Delivery.java
//SOURCES Errand.java
//SOURCES Guard.java
//SOURCES Reader.java
//SOURCES Refusals.java
//SOURCES Route.java
//SOURCES Runner.java
//SOURCES SecondTry.java
//SOURCES Server.java
//SOURCES States.java
//SOURCES Turns.java
