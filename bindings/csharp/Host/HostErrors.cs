using System.Text;
using LuaVm.Client.Native;

namespace LuaVm.Client;

/// <summary>Exceptions of the host on their way through Lua: objects of a class "error" that hold them.</summary>
internal static unsafe class HostErrors
{
    private static readonly LuaClass<Exception> Kind = new LuaClass<Exception>("error")
        .Property("message", static error => error.Message)
        .Method("__tostring", HostFunction.Of(static (Exception error) => error.Message));

    /// <summary>The class of every exception that has none of its own.</summary>
    public static LuaClass Class => Kind;

    /// <summary>Answers a call with an exception; a script that does not catch it gives the same one back.</summary>
    public static luavm_status Raise(VmCore core, Exception exception, luavm_reply* reply)
    {
        if (exception is ReplyException problem) return problem.Status;
        // What the token stops ends as such: a script shall not catch it.
        if (exception is OperationCanceledException && core.Token.IsCancellationRequested)
            return luavm_status.LUAVM_CANCELLED;
        try
        {
            reply->values[0] = Value(core, exception, Abi.LUAVM_VALUE_TAKE);
            reply->value_count = 1;
            return luavm_status.LUAVM_RUNTIME;
        }
        catch (Exception)
        {
            return Raise(MessageOf(exception), reply); // no room for an object: the message alone
        }
    }

    /// <summary>Its message, which a class of the host's may fail to give.</summary>
    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }

    /// <summary>Answers a call with an error that is a string.</summary>
    public static luavm_status Raise(string message, luavm_reply* reply)
    {
        var text = Encoding.UTF8.GetBytes(message);
        void* memory;
        var status = Abi.luavm_reply_memory(reply, (nuint)(sizeof(luavm_bytes) + text.Length), &memory);
        if (status != luavm_status.LUAVM_OK) return status;
        var bytes = (luavm_bytes*)memory;
        *bytes = new luavm_bytes { data = (byte*)(bytes + 1), length = (nuint)text.Length };
        text.CopyTo(new Span<byte>(bytes + 1, text.Length));
        reply->values[0] = new luavm_value { type = (int)LuaType.String, @as = { bytes = bytes } };
        reply->value_count = 1;
        return luavm_status.LUAVM_RUNTIME;
    }

    /// <summary>The error object for an exception, as a reference of the caller's.</summary>
    public static luavm_value Value(VmCore core, Exception exception, uint flags = 0) => new()
    {
        type = (int)LuaType.Userdata,
        flags = Abi.LUAVM_VALUE_REFERENCE | flags,
        @as = { reference = core.Objects.Make(core.Objects.ClassOf(exception)!, exception) },
    };
}
