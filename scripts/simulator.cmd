@call "%~dp0jbangw.cmd" run "%~dp0simulator.java" %*
