using LuaVm.Core.Services;
using LuaVm.Store.Encoding;

namespace LuaVm.Store.Module;

/// <summary>A value in the making, for which the VM pays until it is reset, and which ends when the VM is stopped.</summary>
internal sealed class SessionBuffer(ServiceHost host) : ByteBuffer
{
    private long _charged;

    public override void Reset()
    {
        base.Reset();
        if (_charged == 0) return; // as most often
        host.Discharge(_charged);
        _charged = 0;
    }

    private protected override void Look() => host.Look();

    private protected override void Growing(int bytes)
    {
        host.Charge(bytes);
        _charged += bytes;
    }
}
