using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>One vm_eval, by the thread that has the VM for itself.</summary>
internal static unsafe class Evaluation
{
    public static LuaResult Run(VmHandle vm, ReadOnlySpan<byte> source, EvalOptions? options, CancellationToken token)
    {
        if (token.IsCancellationRequested)
            return new LuaResult(new Failure(LuaStatus.Cancelled, "cancelled before the script began"));
        luavm_result* block = null;
        var named = options?.ChunkName is { } name ? Text.Strict.GetBytes(name) : [];
        var native = options?.ToNative() ?? default;
        luavm_status status;
        using (token.CanBeCanceled ? new Interruption(vm.Value, token) : null)
            fixed (byte* text = source, chunkName = named)
            {
                native.chunk_name = chunkName;
                native.chunk_name_length = (nuint)named.Length;
                status = Abi.vm_eval(vm.Value, text, (nuint)source.Length, options == null ? null : &native, &block);
            }
        GC.KeepAlive(vm); // until here the finalizer must not free the VM
        if (block == null) return new LuaResult(Failure.Of(Status(vm, status)));
        var result = new LuaResult(block);
        if (Status(vm, status) == (LuaStatus)status) return result;
        result.Dispose();
        return new LuaResult(Failure.Of(LuaStatus.Closed));
    }

    /// <summary>A VM that the library no longer knows because it was disposed of is closed.</summary>
    public static LuaStatus Status(VmHandle vm, luavm_status status) =>
        status == luavm_status.LUAVM_HANDLE && vm.Closing ? LuaStatus.Closed : (LuaStatus)status;
}
