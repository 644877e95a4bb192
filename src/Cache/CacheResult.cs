using System.Runtime.InteropServices;
using LuaVm.Interop;
using LuaVm.Store.Encoding;

namespace LuaVm.Cache;

/// <summary>Kept values as results of the host's, without a VM.</summary>
internal static unsafe class CacheResult
{
    /// <summary>Null: no memory. Throws <see cref="Core.LuaFault"/>.</summary>
    internal static LuaResult* Of(in CacheLease lease)
    {
        if (lease.Length == lease.PlainLength) return Of(new ReadOnlySpan<byte>(lease.Data, lease.Length));
        using var plain = new HostMemory(lease.PlainLength);
        CacheCodec.Expand(lease.Data, lease.Length, new Span<byte>(plain.Data, lease.PlainLength));
        return Of(new ReadOnlySpan<byte>(plain.Data, lease.PlainLength));
    }

    private static LuaResult* Of(ReadOnlySpan<byte> plain)
    {
        if (!ValueReader.TryReadScalar(plain, out var value, out var text))
        {
            using var room = new HostMemory(ValueReader.Measure(plain));
            var table = ValueReader.Build(plain, room.Data);
            return NativeMethods.shim_result_copy(&table, 1);
        }
        fixed (byte* data = text)
        {
            var bytes = new LuaBytes { Data = data, Length = (nuint)text.Length };
            if (value.Type == LuaType.Bytes) value.Bytes = &bytes;
            return NativeMethods.shim_result_copy(&value, 1);
        }
    }

    /// <summary>Room for as long as a call takes, charged to the process.</summary>
    private readonly ref struct HostMemory : IDisposable
    {
        private readonly long _bytes;

        internal HostMemory(long bytes)
        {
            ProcessPayer.Instance.Charge(bytes);
            try
            {
                Data = (byte*)NativeMemory.Alloc((nuint)bytes);
            }
            catch
            {
                ProcessPayer.Instance.Discharge(bytes);
                throw;
            }
            _bytes = bytes;
        }

        internal byte* Data { get; }

        public void Dispose()
        {
            NativeMemory.Free(Data);
            ProcessPayer.Instance.Discharge(_bytes);
        }
    }
}
