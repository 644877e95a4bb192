using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Interop;

namespace LuaVm.Core.Services;

/// <summary>
/// A script's call of a service: its arguments, and the answer. Arguments and what <see cref="Memory"/> gives last until
/// the answer has been read.
/// </summary>
public unsafe ref struct ServiceCall
{
    private const int Room = 16;

    private readonly ServiceEntry _entry;
    private readonly HostCall* _call;
    private readonly HostReply* _reply;

    internal ServiceCall(ServiceEntry entry, HostCall* call, HostReply* reply)
    {
        _entry = entry;
        _call = call;
        _reply = reply;
    }

    /// <summary>What the call answers.</summary>
    internal Status Status { get; private set; } = Status.Ok;

    public readonly ServiceHost Host => _entry.Host;

    /// <summary>"http.get", for messages.</summary>
    public readonly string Name => _entry.Name;

    /// <summary>Number of arguments.</summary>
    public readonly int Count => (int)_call->ArgumentCount;

    /// <summary>An argument; nil where there is none.</summary>
    public readonly LuaValue this[int i] => i < Count ? _call->Arguments[i] : default;

    public readonly bool IsNil(int i) => this[i].Type == LuaType.Nil;

    /// <summary>A string, any bytes. Throws <see cref="LuaFault"/>.</summary>
    public readonly ReadOnlySpan<byte> Bytes(int i, string what)
    {
        var value = this[i];
        if (value.Type != LuaType.Bytes) throw Wrong(i, what, "string");
        return value.Bytes->Span;
    }

    /// <summary>A string as text; bytes that are not UTF-8 are an error. Throws <see cref="LuaFault"/>.</summary>
    public readonly string Text(int i, string what)
    {
        var bytes = Bytes(i, what);
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) throw Bad(i, $"{what} is not UTF-8");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>An integer, or a float that is one. Throws <see cref="LuaFault"/>.</summary>
    public readonly long Integer(int i, string what)
    {
        var value = this[i];
        if (value.Type == LuaType.Integer) return value.Integer;
        if (value.Type == LuaType.Number && Math.Floor(value.Number) == value.Number && Math.Abs(value.Number) < 1L << 62)
            return (long)value.Number;
        throw Wrong(i, what, "integer");
    }

    public readonly double Number(int i, string what)
    {
        var value = this[i];
        return value.Type switch
        {
            LuaType.Integer => value.Integer,
            LuaType.Number => value.Number,
            _ => throw Wrong(i, what, "number"),
        };
    }

    /// <summary>Lua's truth of an argument.</summary>
    public readonly bool Boolean(int i)
    {
        var value = this[i];
        return value.Type != LuaType.Nil && (value.Type != LuaType.Boolean || value.Integer != 0);
    }

    /// <summary>A copy of a table; null for nil. Throws <see cref="LuaFault"/>.</summary>
    public readonly LuaTable* Table(int i, string what)
    {
        var value = this[i];
        if (value.Type == LuaType.Nil) return null;
        if (value.Type != LuaType.Table || (value.Flags & LuaValue.IsReference) != 0) throw Wrong(i, what, "table");
        return value.Table;
    }

    /// <summary>A function, as a reference that lasts during this call.</summary>
    public readonly ulong Function(int i, string what)
    {
        var value = this[i];
        if (value.Type != LuaType.Function) throw Wrong(i, what, "function");
        return value.Opaque;
    }

    /// <summary>What stands behind a method's object, which the engine has seen to be of the class.</summary>
    public readonly T Target<T>()
        where T : class
    {
        var value = this[0];
        if (value.Type != LuaType.Userdata || (value.Flags & LuaValue.IsObject) == 0) throw Wrong(0, "object", "object");
        return Unsafe.As<T>(GCHandle.FromIntPtr((nint)value.Object->User).Target!);
    }

    /// <summary>An error about an argument.</summary>
    public readonly LuaFault Bad(int i, string what) =>
        new(Status.Runtime, $"bad argument #{i + 1} to '{Name}' ({what})");

    // ------------------------------------------------------------ the answer

    public readonly void ReturnNil() => Add() = default;

    public readonly void Return(long value) => Add() = new LuaValue { Type = LuaType.Integer, Integer = value };

    public readonly void Return(double value) => Add() = new LuaValue { Type = LuaType.Number, Number = value };

    public readonly void Return(bool value) =>
        Add() = new LuaValue { Type = LuaType.Boolean, Integer = value ? 1 : 0 };

    /// <summary>A string: a copy of the bytes.</summary>
    public readonly void Return(scoped ReadOnlySpan<byte> bytes) => Add() = Copy(bytes);

    public readonly void Return(string text) => Return(new ReadOnlySpan<byte>(Encoding.UTF8.GetBytes(text)));

    /// <summary>A value whose pointers last until the answer is read: of <see cref="Memory"/>, an argument's.</summary>
    public readonly void Return(in LuaValue value) => Add() = value;

    /// <summary>An object; its target is disposed of when scripts need it no more.</summary>
    public readonly void ReturnObject(ServiceClass kind, object target) => Add() = Host.NewObject(kind, target);

    /// <summary>All values of a result of <see cref="ServiceHost.Run"/>, which the library frees when it has read them.</summary>
    public readonly void ReturnResult(LuaResult* result)
    {
        for (nuint i = 0; i < result->ValueCount; i++) Take(ref result->Values[i]);
        _reply->Values = result->Values;
        _reply->ValueCount = result->ValueCount;
        Lend(result);
    }

    /// <summary>Raises a value as an error.</summary>
    public void Raise(in LuaValue value)
    {
        _reply->ValueCount = 0;
        Add() = value;
        Status = Status.Runtime;
    }

    /// <summary>Raises what a result has failed with, and frees it.</summary>
    public void RaiseResult(LuaResult* result)
    {
        Take(ref result->Error);
        Raise(result->Error);
        if (result->Status == (int)Status.Sandbox) Status = Status.Sandbox;
        Lend(result);
    }

    /// <summary>Memory for the answer, charged to the VM until it has been read; aligned to 16 bytes. Throws <see cref="LuaFault"/>.</summary>
    public readonly byte* Memory(nuint bytes)
    {
        void* memory;
        var status = (Status)NativeMethods.shim_reply_memory(_reply, bytes, &memory);
        if (status == Status.Ok) return (byte*)memory;
        if (status == Status.Argument) throw new LuaFault(Status.Runtime, $"{Name}: the answer is too large");
        throw new LuaFault(status, "");
    }

    /// <summary>A string value in <see cref="Memory"/>.</summary>
    public readonly LuaValue Copy(scoped ReadOnlySpan<byte> bytes)
    {
        var made = (LuaBytes*)Memory((nuint)(sizeof(LuaBytes) + bytes.Length + 1));
        made->Data = (byte*)(made + 1);
        made->Length = (nuint)bytes.Length;
        bytes.CopyTo(new Span<byte>(made->Data, bytes.Length));
        made->Data[bytes.Length] = 0;
        return new LuaValue { Type = LuaType.Bytes, Bytes = made };
    }

    /// <summary>What <paramref name="release"/> gives back once the answer has been read; once per call.</summary>
    public readonly void Lend(delegate* unmanaged[Cdecl]<void*, void> release, void* user)
    {
        _reply->Release = release;
        _reply->ReleaseUser = user;
    }

    private readonly void Lend(LuaResult* result) => Lend(&FreeResult, result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FreeResult(void* result) => NativeMethods.shim_block_free(result, 1);

    /// <summary>A reference made for the result goes when it has been read.</summary>
    private static void Take(ref LuaValue value)
    {
        if ((value.Flags & LuaValue.IsReference) != 0) value.Flags |= LuaValue.IsTaken;
    }

    private readonly ref LuaValue Add()
    {
        if (_reply->ValueCount >= Room) throw new InvalidOperationException("more results than there is room for");
        return ref _reply->Values[_reply->ValueCount++];
    }

    private readonly LuaFault Wrong(int i, string what, string wanted)
    {
        var given = i < Count ? NameOf(this[i].Type) : "no value";
        return Bad(i, $"{what}: {wanted} expected, got {given}");
    }

    private static string NameOf(LuaType type) => type switch
    {
        LuaType.Nil => "nil",
        LuaType.Boolean => "boolean",
        LuaType.Integer or LuaType.Number => "number",
        LuaType.Bytes => "string",
        LuaType.Table => "table",
        LuaType.Function => "function",
        LuaType.Coroutine => "thread",
        _ => "userdata",
    };
}
