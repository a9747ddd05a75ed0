@call "%~dp0jbangw.cmd" run "%~dp0compare.java" %*
