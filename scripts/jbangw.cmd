@echo off
rem Runs JBang where it is installed; untested on Windows.
where jbang >nul 2>nul
if %errorlevel%==0 (
  call jbang %*
  exit /b %errorlevel%
)
if exist "%USERPROFILE%\.jbang\bin\jbang.cmd" (
  call "%USERPROFILE%\.jbang\bin\jbang.cmd" %*
  exit /b %errorlevel%
)
echo jbangw: JBang is needed: install it from https://jbang.dev and try again 1>&2
exit /b 1
