using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>What concerns all VMs of this process together. Any thread may call any of it at any moment.</summary>
public static unsafe class LuaVmProcess
{
    /// <summary>Version of the loaded library, for example "0.1.0".</summary>
    /// <exception cref="DllNotFoundException">libluavm is missing or of another ABI generation; the message says what
    /// to do. Whatever is called first throws it.</exception>
    public static string Version => Marshal.PtrToStringUTF8((nint)Abi.luavm_version())!;

    /// <summary>Sets what this process allows all VMs together. The newest values count for whatever is asked from
    /// then on. Nothing alive is taken away but what the cache has over its bound.</summary>
    /// <param name="options">What is null there has its default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is zero or negative.</exception>
    /// <exception cref="InvalidArgumentException">The library refused a value, or there is no such file.</exception>
    public static void Configure(LuaVmProcessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var file = Encoding.UTF8.GetBytes(options.CaFile ?? "");
        fixed (byte* caFile = file) Configure(options, caFile, (nuint)file.Length);
    }

    private static void Configure(LuaVmProcessOptions options, byte* caFile, nuint caFileLength)
    {
        var config = new luavm_config
        {
            struct_size = (uint)sizeof(luavm_config),
            vm_cap = (uint)Math.Min(uint.MaxValue, Limit.Amount(options.VmCap, nameof(options.VmCap))),
            memory_quota_bytes = Limit.Amount(options.MemoryQuota, nameof(options.MemoryQuota)),
            http_cap = (uint)Limit.Amount(options.HttpCap, nameof(options.HttpCap)),
            ws_cap = (uint)Limit.Amount(options.WebSocketCap, nameof(options.WebSocketCap)),
            cache_bytes = Limit.Amount(options.CacheBytes, nameof(options.CacheBytes)),
            cache_compress_bytes = Limit.Amount(options.CacheCompressBytes, nameof(options.CacheCompressBytes)),
            ca_file = caFile,
            ca_file_length = caFileLength,
        };
        luavm_buffer* error;
        var status = (LuaStatus)Abi.luavm_configure(&config, &error);
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
    }

    /// <summary>Reads the counters of this process.</summary>
    public static LuaVmProcessStatistics Statistics
    {
        get
        {
            var read = new luavm_statistics { struct_size = (uint)sizeof(luavm_statistics) };
            LuaVmException.Check(Abi.luavm_stats(&read));
            return new LuaVmProcessStatistics
            {
                VmCap = (int)read.vm_cap,
                VmCount = Limit.Shown(read.vm_count),
                VmTotal = Limit.Shown(read.vm_total),
                EvalTotal = Limit.Shown(read.eval_total),
                KillTotal = Limit.Shown(read.kill_total),
                MemoryBytes = Limit.Shown(read.memory_bytes),
                MemoryPeakBytes = Limit.Shown(read.memory_peak_bytes),
                MemoryQuotaBytes = Limit.Shown(read.memory_quota_bytes),
                BlockCount = Limit.Shown(read.block_count),
                HttpCap = read.http_cap,
                WebSocketCap = read.ws_cap,
                CacheBytes = Limit.Shown(read.cache_bytes),
                CacheCompressBytes = Limit.Shown(read.cache_compress_bytes),
                CacheHeldBytes = Limit.Shown(read.cache_held_bytes),
            };
        }
    }

    /// <summary>For tests: makes the calling thread's requests for memory fail, to show what a program does when there
    /// is none. luavm.h tells what counts as one.</summary>
    /// <param name="nth">The request that fails, from 1; <see cref="Limit.Unlimited"/>: none, they are only counted;
    /// 0: none, and no more counting.</param>
    /// <param name="onward">Every later request fails as well.</param>
    /// <returns>How many requests there were since the call before.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nth"/> is negative.</exception>
    public static long FailAllocations(long nth, bool onward = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nth);
        ulong requests;
        LuaVmException.Check(Abi.luavm_fail_allocations(nth == Limit.Unlimited ? Abi.LUAVM_UNLIMITED : (ulong)nth,
                                                        onward ? Abi.LUAVM_FAIL_ONWARD : 0, &requests));
        return Limit.Shown(requests);
    }

    internal static string NameOf(LuaStatus status) =>
        Marshal.PtrToStringUTF8((nint)Abi.luavm_status_name((luavm_status)status))!;
}
