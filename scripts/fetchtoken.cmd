@call "%~dp0jbangw.cmd" run "%~dp0fetchtoken.java" %*
