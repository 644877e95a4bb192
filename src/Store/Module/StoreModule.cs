using LuaVm.Core;
using LuaVm.Core.Services;

namespace LuaVm.Store.Module;

/// <summary>The class of tables that scripts hold: docs/stores.md.</summary>
internal static class StoreModule
{
    public static readonly ServiceClass Class = new("store",
    [
        Method("get", StoreReading.Get),
        Method("size", StoreReading.Size),
        Method("keys", StoreReading.Keys),
        Method("set", StoreWriting.Set),
        Method("delete", StoreWriting.Delete),
        Method("clear", StoreWriting.Clear),
        Method("update", StoreWriting.Update),
        Method("batch", StoreWriting.Batch),
        Method("incr", StoreWriting.Increment),
        Method("transaction", Transaction),
        Method("close", Close),
        Method("__close", Close),
        Method("__len", StoreReading.Length),
        Method("__pairs", StoreReading.Pairs),
        Method("__tostring", ToString),
    ], Guarded(StoreReading.Index), Guarded(StoreWriting.Assign));

    private static readonly HashSet<string> Names =
        [.. Class.Methods.Select(static method => method.Name).Where(static name => name[0] != '_')];

    /// <summary>
    /// Makes what a table or its encoding has to say an error of the script's, whatever its status; the limits of the VM,
    /// whose faults have no message, stay limits.
    /// </summary>
    public static ServiceFunction Guarded(ServiceFunction function) => (ref ServiceCall call) =>
    {
        try
        {
            function(ref call);
        }
        catch (LuaFault fault) when (fault.Status != Status.Sandbox && fault.Message.Length > 0)
        {
            throw new LuaFault(Status.Runtime, fault.Message.StartsWith("bad argument", StringComparison.Ordinal)
                ? fault.Message : $"{call.Name}: {fault.Message}");
        }
        catch (OperationCanceledException)
        {
            throw new ServiceStopped();
        }
    };

    /// <summary>A string that cannot be assigned to by a dot, as reading it so gives a method.</summary>
    public static bool IsMethod(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[16];
        return name.Length <= text.Length
            && System.Text.Encoding.Latin1.TryGetChars(name, text, out var length)
            && Names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..length]);
    }

    private static ServiceMethod Method(string name, ServiceFunction function) => new(name, Guarded(function));

    private static void Transaction(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        store.Session.Transact(ref call, call.Function(1, "function"), [call[0]]);
    }

    private static void Close(ref ServiceCall call) => call.Target<StoreObject>().Close();

    private static void ToString(ref ServiceCall call)
    {
        var store = call.Target<StoreObject>();
        call.Return(store.IsClosed ? "store (closed)" : $"store ({store.Table.Options.Table})");
    }
}
