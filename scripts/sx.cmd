@call "%~dp0jbangw.cmd" run "%~dp0sx.java" %*
