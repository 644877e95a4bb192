using System.Text;
using LuaVm.Core;
using LuaVm.Core.Services;
using LuaVm.Interop;
using LuaVm.Store;

namespace LuaVm.Tests.Store;

/// <summary>VMs whose scripts have stores.</summary>
internal static unsafe class StoreScripts
{
    private static long s_handle = 1L << 40;

    internal static StoreService Service(params (string Name, StoreOptions Options)[] stores) =>
        new(stores.ToDictionary(s => s.Name, s => new StoreSource(s.Options)));

    internal static Vm Open(IService service, Limits limits = default, QuotaGroup? group = null) => Vm.Create(
        (ulong)Interlocked.Increment(ref s_handle), new VmOptions { Limits = limits, Services = [service], Group = group });

    /// <summary>What a chunk returns, as text with commas; or "status: message".</summary>
    internal static string Say(this Vm vm, string source, Limits limits = default)
    {
        var text = Encoding.UTF8.GetBytes(source);
        LuaResult* result;
        Status status;
        fixed (byte* bytes = text, name = "=test\0"u8)
        {
            status = vm.Eval(bytes, (nuint)text.Length, name, new EvalOptions { Limits = limits }, out result);
        }
        if (result == null) return $"{status}";
        var said = status == Status.Ok
            ? string.Join(",", Enumerable.Range(0, (int)result->ValueCount).Select(i => Show(((LuaResult*)result)->Values[i])))
            : $"{status}: {Encoding.UTF8.GetString(result->Message.Span)}";
        NativeMethods.shim_block_free(result, 1);
        return said;
    }

    internal static string Show(LuaValue value) => value.Type switch
    {
        LuaType.Nil => "nil",
        LuaType.Boolean => value.Integer != 0 ? "true" : "false",
        LuaType.Integer => $"{value.Integer}",
        LuaType.Number => FormattableString.Invariant($"{value.Number:0.0###}"),
        LuaType.Bytes => Encoding.UTF8.GetString(value.Bytes->Span),
        LuaType.Table => Show(value.Table),
        _ => $"{value.Type}",
    };

    private static string Show(LuaTable* table)
    {
        var parts = new List<string>();
        for (nuint i = 0; i < table->ItemCount; i++) parts.Add(Show(table->Items[i]));
        for (nuint i = 0; i < table->PairCount; i++)
            parts.Add($"{Show(table->Pairs[i].Key)}={Show(table->Pairs[i].Value)}");
        return "{" + string.Join(" ", parts) + "}";
    }
}
