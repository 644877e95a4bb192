namespace LuaVm.Client;

/// <summary>The owner of what a host function was given, which ends with the call.</summary>
internal sealed class CallFrame(VmCore core)
{
    private volatile bool over;

    public VmCore Core => core;

    public void Check() => ObjectDisposedException.ThrowIf(over, typeof(LuaCall));

    public void End() => over = true;
}
