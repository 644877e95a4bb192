using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Where the library calls a <see cref="LuaStoreBackend"/>. No exception leaves these. What was answered last
/// stays in one piece of memory until the next call.</summary>
internal sealed unsafe class StoreBinding(LuaStoreBackend backend)
{
    private const int MessageMaximum = 1_024;

    private byte* answered;

    /// <summary>Why the last call that failed did so; taken once.</summary>
    private Exception? failed;

    public Exception? TakeFailed() => Interlocked.Exchange(ref failed, null);

    /// <summary>Opens a store over this. The library has it from then on, and gives it back.</summary>
    public StoreHandle Open(LuaStoreOptions options)
    {
        var self = GCHandle.Alloc(this);
        var native = new luavm_store_backend
        {
            struct_size = (uint)sizeof(luavm_store_backend),
            user = (void*)GCHandle.ToIntPtr(self),
            get = &Get,
            set = &Set,
            remove = &Remove,
            size = &Size,
            next = &Next,
            release = &Release,
        };
        try
        {
            return new StoreHandle("", &native, options);
        }
        catch
        {
            self.Free();
            throw;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static luavm_status Get(void* user, luavm_bytes* key, luavm_store_answer* answer)
    {
        var self = At(user);
        try
        {
            if (self.Backend.Get(Text.Span(*key), out var expires) is not { } value) return luavm_status.LUAVM_OK;
            answer->value = self.Keep(value);
            answer->expires_ms = expires is { } gone ? (ulong)gone.ToUnixTimeMilliseconds() : 0;
            answer->found = 1;
            return luavm_status.LUAVM_OK;
        }
        catch (Exception e)
        {
            return self.Fail(e, answer);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static luavm_status Set(void* user, luavm_bytes* key, luavm_bytes* value, ulong expires,
                                    luavm_store_answer* answer)
    {
        var self = At(user);
        try
        {
            DateTimeOffset? gone = expires == 0 ? null
                : DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(expires, (ulong)LastMs));
            self.Backend.Set(Text.Span(*key), Text.Span(*value), gone);
            return luavm_status.LUAVM_OK;
        }
        catch (Exception e)
        {
            return self.Fail(e, answer);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static luavm_status Remove(void* user, luavm_bytes* key, luavm_store_answer* answer)
    {
        var self = At(user);
        try
        {
            self.Backend.Remove(Text.Span(*key));
            return luavm_status.LUAVM_OK;
        }
        catch (Exception e)
        {
            return self.Fail(e, answer);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static luavm_status Size(void* user, luavm_store_answer* answer)
    {
        var self = At(user);
        try
        {
            var (keys, bytes) = self.Backend.Size();
            answer->key_count = checked((ulong)keys);
            answer->byte_count = checked((ulong)bytes);
            return luavm_status.LUAVM_OK;
        }
        catch (Exception e)
        {
            return self.Fail(e, answer);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static luavm_status Next(void* user, luavm_bytes* after, luavm_store_answer* answer)
    {
        var self = At(user);
        try
        {
            if (self.Backend.Next(Text.Span(*after)) is not { } key) return luavm_status.LUAVM_OK;
            answer->key = self.Keep(key);
            answer->found = 1;
            return luavm_status.LUAVM_OK;
        }
        catch (Exception e)
        {
            return self.Fail(e, answer);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* user)
    {
        var handle = GCHandle.FromIntPtr((nint)user);
        var self = (StoreBinding)handle.Target!;
        handle.Free();
        NativeMemory.Free(self.answered);
        try
        {
            self.Backend.Closed();
        }
        catch (Exception)
        {
            // nobody is there to be told
        }
    }

    private static readonly long LastMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private LuaStoreBackend Backend => backend;

    private static StoreBinding At(void* user) => (StoreBinding)GCHandle.FromIntPtr((nint)user).Target!;

    private luavm_bytes Keep(ReadOnlySpan<byte> bytes)
    {
        answered = (byte*)NativeMemory.Realloc(answered, (nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(answered, bytes.Length));
        return new luavm_bytes { data = answered, length = (nuint)bytes.Length };
    }

    private luavm_status Fail(Exception exception, luavm_store_answer* answer)
    {
        failed = exception;
        try
        {
            var text = Encoding.UTF8.GetBytes(exception.Message);
            answer->message = Keep(text.AsSpan(0, Math.Min(text.Length, MessageMaximum)));
        }
        catch (OutOfMemoryException)
        {
            // without a message then
        }
        return exception switch
        {
            NetworkException => luavm_status.LUAVM_NETWORK,
            LuaTimeoutException or TimeoutException => luavm_status.LUAVM_TIMEOUT,
            QuotaException => luavm_status.LUAVM_QUOTA,
            MemoryLimitException or OutOfMemoryException => luavm_status.LUAVM_MEMORY,
            _ => luavm_status.LUAVM_RUNTIME,
        };
    }
}
