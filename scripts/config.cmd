@call "%~dp0jbangw.cmd" run "%~dp0config.java" %*
