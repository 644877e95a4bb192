#!/usr/bin/env pwsh
# The same verbs as build.sh, by calling it: one build, described once.
# It needs bash: on Windows that of WSL, since this release is for linux-x64.
$ErrorActionPreference = 'Stop'
$script = Join-Path $PSScriptRoot 'build.sh'
if ($IsWindows) {
    if (-not (Get-Command wsl -ErrorAction SilentlyContinue)) {
        Write-Error 'build.ps1: LuaVm is built on Linux; install WSL (wsl --install) and run this again'
        exit 1
    }
    $inside = wsl wslpath -a ($script -replace '\\', '/')
    wsl bash $inside @args
} else {
    bash $script @args
}
exit $LASTEXITCODE
