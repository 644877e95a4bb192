namespace LuaVm.Core.Services;

/// <summary>The VM was stopped while a service worked for it; whatever waits lets go at once.</summary>
public sealed class ServiceStopped : Exception;
