using LuaVm.Core.Services;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Cache.Module;

/// <summary>Kept values as answers to scripts.</summary>
internal static unsafe class CacheReading
{
    internal static void Return(ref ServiceCall call, in CacheLease lease)
    {
        var expanded = lease.Length < lease.PlainLength;
        var plain = new ReadOnlySpan<byte>(lease.Data, lease.Length);
        call.Host.Spend((lease.PlainLength / 256) + (expanded ? lease.PlainLength / 64 : 0));
        if (expanded)
        {
            var memory = call.Memory((nuint)lease.PlainLength);
            CacheCodec.Expand(lease.Data, lease.Length, new Span<byte>(memory, lease.PlainLength));
            plain = new ReadOnlySpan<byte>(memory, lease.PlainLength);
        }
        if (!ValueReader.TryReadScalar(plain, out var scalar, out var text))
            call.Return(ValueReader.Build(plain, call.Memory((nuint)ValueReader.Measure(plain))));
        else if (scalar.Type != LuaType.Bytes)
            call.Return(scalar);
        else if (expanded)
            call.Return(Point(ref call, text));
        else
            call.Return(text);
    }

    /// <summary>A string in the call's memory.</summary>
    private static LuaValue Point(ref ServiceCall call, ReadOnlySpan<byte> text)
    {
        var bytes = (LuaBytes*)call.Memory((nuint)sizeof(LuaBytes));
        fixed (byte* data = text) *bytes = new LuaBytes { Data = data, Length = (nuint)text.Length };
        return new LuaValue { Type = LuaType.Bytes, Bytes = bytes };
    }
}
