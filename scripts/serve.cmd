@call "%~dp0jbangw.cmd" run "%~dp0serve.java" %*
