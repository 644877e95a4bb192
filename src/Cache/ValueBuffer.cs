using LuaVm.Store.Encoding;

namespace LuaVm.Cache;

/// <summary>A value in the making: the thread's, lent to one call at a time, which pays for what it grows by.</summary>
internal sealed class ValueBuffer : ByteBuffer, IDisposable
{
    [ThreadStatic]
    private static ValueBuffer? t_ofThread;

    private IPayer? _payer;
    private long _charged;

    private ValueBuffer()
    {
    }

    /// <summary>Nothing within the call asks for another.</summary>
    internal static ValueBuffer Lend(IPayer payer)
    {
        var buffer = t_ofThread ??= new ValueBuffer();
        buffer._payer = payer;
        return buffer;
    }

    public void Dispose()
    {
        _payer!.Spend(Length / 256);
        Reset();
        _payer.Discharge(_charged);
        _charged = 0;
        _payer = null;
    }

    private protected override void Look() => _payer!.Look();

    private protected override void Growing(int bytes)
    {
        _payer!.Charge(bytes);
        _charged += bytes;
    }
}
