namespace LuaVm.Core.Services;

/// <summary>
/// A function for scripts. It answers through the call, or throws: a <see cref="LuaFault"/> of
/// <see cref="Status.Runtime"/> is an error in the script, of <see cref="Status.Sandbox"/> a refusal, of
/// <see cref="Status.Memory"/> or <see cref="Status.Quota"/> a limit. <see cref="ServiceStopped"/> must pass.
/// </summary>
public delegate void ServiceFunction(ref ServiceCall call);
