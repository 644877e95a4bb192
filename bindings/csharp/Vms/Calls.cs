using System.Runtime.ExceptionServices;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>The calls of the library that run a script or hand out values. Each takes the VM for its time, and gives a
/// result on every path but that of an argument which has no form in Lua.</summary>
internal static unsafe class Calls
{
    public const uint Shallow = Abi.LUAVM_EVAL_SHALLOW | Abi.LUAVM_EVAL_KEEP_FUNCTIONS;

    private const uint Keeps = Abi.LUAVM_EVAL_KEEP_FUNCTIONS | Abi.LUAVM_EVAL_KEEP_TABLES | Abi.LUAVM_EVAL_SHALLOW;

    public static LuaResult Eval(VmCore core, ReadOnlySpan<byte> source, EvalOptions? options, uint flags,
                                 CancellationToken token)
    {
        if (Refusal(core, token) is { } refusal) return refusal;
        try
        {
            return EvalEntered(core, source, options, flags, token, null);
        }
        finally
        {
            core.Leave();
        }
    }

    /// <summary>Likewise, for who has the VM already.</summary>
    public static LuaResult EvalEntered(VmCore core, ReadOnlySpan<byte> source, EvalOptions? options, uint flags,
                                        CancellationToken token, LuaRun? run)
    {
        luavm_result* block = null;
        var native = Native(options, flags, run);
        var named = options?.ChunkName is { } name ? Text.Strict.GetBytes(name) : [];
        luavm_status status;
        fixed (byte* text = source, chunkName = named)
        {
            native.chunk_name = chunkName;
            native.chunk_name_length = (nuint)named.Length;
            using (new Passage(core, token, run))
                status = Abi.vm_eval(core.Handle.Value, text, (nuint)source.Length, &native, &block);
        }
        return Result(core, status, block, native.flags);
    }

    /// <summary>Compiles a source; the function is the value of no result, so it comes beside one.</summary>
    public static (LuaResult Result, ulong Function) Load(VmCore core, ReadOnlySpan<byte> source, EvalOptions? options)
    {
        if (Refusal(core, default) is { } refusal) return (refusal, 0);
        try
        {
            luavm_result* block = null;
            ulong function = 0;
            var native = Native(options, 0, null);
            var named = options?.ChunkName is { } name ? Text.Strict.GetBytes(name) : [];
            luavm_status status;
            fixed (byte* text = source, chunkName = named)
            {
                native.chunk_name = chunkName;
                native.chunk_name_length = (nuint)named.Length;
                using (new Passage(core, default, null))
                    status = Abi.vm_load(core.Handle.Value, text, (nuint)source.Length, &native, &function, &block);
            }
            return (Result(core, status, block, 0), function);
        }
        finally
        {
            core.Leave();
        }
    }

    public static LuaResult Call(VmCore core, LuaValue function, ReadOnlySpan<LuaValue> arguments, EvalOptions? options,
                                 uint flags, CancellationToken token)
    {
        if (Refusal(core, token) is { } refusal) return refusal;
        try
        {
            return CallEntered(core, function, arguments, options, flags, token, null);
        }
        finally
        {
            core.Leave();
        }
    }

    public static LuaResult CallEntered(VmCore core, LuaValue function, ReadOnlySpan<LuaValue> arguments,
                                        EvalOptions? options, uint flags, CancellationToken token, LuaRun? run)
    {
        luavm_result* block = null;
        var native = Native(options, flags, run);
        using var writer = ValueWriter.Take(core, null, "argument #");
        var values = writer.WriteAll(arguments);
        var called = writer.Write(function);
        luavm_status status;
        using (new Passage(core, token, run))
            status = Abi.vm_call(core.Handle.Value, &called, values, (nuint)arguments.Length, &native, &block);
        return Result(core, status, block, native.flags);
    }

    public static LuaResult Resume(VmCore core, luavm_status answer, ReadOnlySpan<LuaValue> answers,
                                   EvalOptions? options, CancellationToken token, LuaRun run)
    {
        luavm_result* block = null;
        var native = new luavm_eval_options
        {
            struct_size = (uint)sizeof(luavm_eval_options),
            flags = (options?.Flags ?? 0) & Keeps,
            slice_fuel = Limit.Amount(options?.SliceFuel),
        };
        using var writer = ValueWriter.Take(core, null, "answer #");
        var values = writer.WriteAll(answers);
        luavm_status status;
        using (new Passage(core, token, run))
            status = Abi.vm_resume(core.Handle.Value, answer, values, (nuint)answers.Length, &native, &block);
        return Result(core, status, block, native.flags);
    }

    public static LuaResult Get(VmCore core, string path, uint flags)
    {
        var name = Text.Strict.GetBytes(path);
        if (Refusal(core, default) is { } refusal) return refusal;
        try
        {
            luavm_result* block = null;
            var native = Native(null, flags, null);
            luavm_status status;
            fixed (byte* start = name)
                using (new Passage(core, default, null))
                    status = Abi.vm_get(core.Handle.Value, start, (nuint)name.Length, &native, &block);
            return Result(core, status, block, flags);
        }
        finally
        {
            core.Leave();
        }
    }

    public static LuaResult Set(VmCore core, string path, LuaValue value, bool readOnly)
    {
        var name = Text.Strict.GetBytes(path);
        if (Refusal(core, default) is { } refusal) return refusal;
        try
        {
            luavm_result* block = null;
            using var writer = ValueWriter.Take(core, null, path);
            var written = writer.Write(value);
            luavm_status status;
            fixed (byte* start = name)
                using (new Passage(core, default, null))
                    status = Abi.vm_set(core.Handle.Value, start, (nuint)name.Length, &written,
                                        readOnly ? Abi.LUAVM_SET_READ_ONLY : 0, &block);
            return Result(core, status, block, 0);
        }
        finally
        {
            core.Leave();
        }
    }

    public static LuaResult Index(VmCore core, LuaReference table, LuaValue key, uint flags) =>
        Field(core, table, key, null, flags);

    public static LuaResult Assign(VmCore core, LuaReference table, LuaValue key, LuaValue value) =>
        Field(core, table, key, value, 0);

    /// <summary>A copy of a table that stays in the VM.</summary>
    public static LuaResult Copy(VmCore core, LuaReference table, uint flags) =>
        Call(core, core.Identity, [table], null, flags, default);

    public static LuaResult Copy(VmCore core, luavm_value reference)
    {
        using var table = LuaReference.Of(core, LuaType.Table, core.Keep(reference));
        return Require(Copy(core, table, 0), default);
    }

    public static LuaResult Length(VmCore core, LuaReference table) =>
        Call(core, core.LengthOf, [table], null, 0, default);

    /// <summary>What makes values come out as <typeparamref name="T"/> has them.</summary>
    /// <param name="keep">Functions in what is no table come out as references in any case.</param>
    public static uint FlagsFor<T>(bool keep = false) =>
        typeof(T) == typeof(LuaTableView) ? Abi.LUAVM_EVAL_KEEP_TABLES
        : typeof(T) == typeof(LuaReference) ? Abi.LUAVM_EVAL_KEEP_TABLES | Abi.LUAVM_EVAL_KEEP_FUNCTIONS
        : typeof(LuaReference).IsAssignableFrom(typeof(T)) || (keep && typeof(T) == typeof(object))
            ? Abi.LUAVM_EVAL_KEEP_FUNCTIONS
        : 0;

    public static EvalOptions? Keeping<T>(EvalOptions? options) => FlagsFor<T>() switch
    {
        0 => options,
        var flags => (options ?? new EvalOptions()) with
        {
            KeepFunctions = (flags & Abi.LUAVM_EVAL_KEEP_FUNCTIONS) != 0 || options?.KeepFunctions == true,
            KeepTables = (flags & Abi.LUAVM_EVAL_KEEP_TABLES) != 0 || options?.KeepTables == true,
        },
    };

    /// <summary>The result of a call that ended well; else its exception, which is the host's own where it threw one.
    /// </summary>
    public static LuaResult Require(LuaResult result, CancellationToken token)
    {
        if (result.Error is not { } error) return result;
        var thrown = result.HostException;
        result.Dispose();
        if (thrown != null) ExceptionDispatchInfo.Throw(thrown);
        if (error is CancelledException && token.IsCancellationRequested)
            throw new OperationCanceledException(error.Message, error, token);
        throw error;
    }

    /// <summary>The first value of a call that ended well.</summary>
    public static T? First<T>(LuaResult result, CancellationToken token)
    {
        using (Require(result, token))
            return result.Value.As<T>();
    }

    /// <summary>A VM that the library no longer knows because it was disposed of is closed.</summary>
    public static LuaStatus Status(VmHandle vm, luavm_status status) =>
        status == luavm_status.LUAVM_HANDLE && vm.Closing ? LuaStatus.Closed : (LuaStatus)status;

    private static LuaResult Field(VmCore core, LuaReference table, LuaValue key, LuaValue? value, uint flags)
    {
        if (Refusal(core, default) is { } refusal) return refusal;
        try
        {
            luavm_result* block = null;
            var native = Native(null, flags, null);
            using var writer = ValueWriter.Take(core, null, "key");
            var reference = writer.Write(table).@as.reference;
            var place = writer.Write(key);
            var written = value is { } given ? writer.Write(given) : default;
            luavm_status status;
            using (new Passage(core, default, null))
                status = value == null
                    ? Abi.vm_index(core.Handle.Value, reference, &place, &native, &block)
                    : Abi.vm_assign(core.Handle.Value, reference, &place, &written, &native, &block);
            return Result(core, status, block, flags);
        }
        finally
        {
            core.Leave();
        }
    }

    private static luavm_eval_options Native(EvalOptions? options, uint flags, LuaRun? run)
    {
        var native = options?.ToNative() ?? new luavm_eval_options { struct_size = (uint)sizeof(luavm_eval_options) };
        native.flags |= flags;
        // Who waits for the end gets no slices.
        if (run != null) native.slice_fuel = Limit.Amount(options?.SliceFuel);
        return native;
    }

    /// <summary>Takes the VM; or a result that says why not.</summary>
    private static LuaResult? Refusal(VmCore core, CancellationToken token)
    {
        if (token.IsCancellationRequested) return Cancelled();
        return core.TryEnter() ? null : new LuaResult(Failure.Of(LuaStatus.Busy));
    }

    public static LuaResult Cancelled() => new(new Failure(LuaStatus.Cancelled, "cancelled before the script began"));

    private static LuaResult Result(VmCore core, luavm_status status, luavm_result* block, uint flags)
    {
        GC.KeepAlive(core); // until here the finalizer must not free the VM
        if (block == null) return new LuaResult(Failure.Of(Status(core.Handle, status)));
        var result = new LuaResult(block, core, kept: (flags & Keeps) != 0);
        if (Status(core.Handle, status) == (LuaStatus)status) return result;
        result.Dispose();
        return new LuaResult(Failure.Of(LuaStatus.Closed));
    }

    /// <summary>What surrounds a call that may run a script.</summary>
    private readonly ref struct Passage
    {
        private readonly VmCore.Activation activation;
        private readonly Interruption? interruption;

        public Passage(VmCore core, CancellationToken token, LuaRun? run)
        {
            activation = new VmCore.Activation(core, run, token);
            interruption = token.CanBeCanceled ? new Interruption(core.Handle.Value, token) : null;
        }

        public void Dispose()
        {
            interruption?.Dispose();
            activation.Dispose();
        }
    }
}
