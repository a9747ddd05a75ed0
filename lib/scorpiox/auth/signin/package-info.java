/// Signing in: by browser with a redirect to this machine, or by a code entered on another device.
package scorpiox.auth.signin;
//SOURCES Awaited.java
//SOURCES Browser.java
//SOURCES BrowserSignIn.java
//SOURCES Callback.java
//SOURCES CallbackListener.java
//SOURCES CodeExchange.java
//SOURCES DeviceSignIn.java
//SOURCES Issuer.java
//SOURCES Page.java
//SOURCES RequestHead.java
//SOURCES Secrets.java
