using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Core;
using LuaVm.Interop;
using LuaVm.Policies;

namespace LuaVm.Exports;

/// <summary>Section "Policy" of luavm.h.</summary>
internal static unsafe class PolicyExports
{
    private const int PolicyMaximum = 65_535;
    private const int TextMaximum = 4_096;
    private const int ShownMaximum = 64;
    private const int StoreNameMaximum = 128;
    private const string NoSuchPolicy = "no such policy: the handle is 0, was freed, or was never made by this process";

    private static readonly HandleTable<HeldPolicy> s_policies = new(static policy => policy.Handle);
    private static int s_count;

    [UnmanagedCallersOnly(EntryPoint = "managed_policy_new", CallConvs = [typeof(CallConvCdecl)])]
    internal static int New(AbiPolicyOptions* options, ulong* policy, LuaBytes** error)
    {
        try
        {
            if (policy == null) throw new LuaFault(Status.Argument, "policy is NULL; pass where the handle goes");
            if (options == null) throw new LuaFault(Status.Argument, "options is NULL; pass a luavm_policy_options");
            var made = Read(*options);
            if (Interlocked.Increment(ref s_count) > PolicyMaximum)
            {
                Interlocked.Decrement(ref s_count);
                throw new LuaFault(Status.Quota,
                    $"{Quantity.Count(PolicyMaximum)} policies are alive, the most there can be; free some");
            }
            *policy = s_policies.Add(handle => new HeldPolicy(handle, made));
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_policy_show", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Show(byte* name, nuint length, LuaBytes** json)
    {
        try
        {
            if (json == null) return (int)Status.Argument;
            Envelope.CheckBytes(name, length, ShownMaximum, "name");
            var text = PolicyText.Find(Encoding.Latin1.GetString(new ReadOnlySpan<byte>(name, (int)length)));
            if (text is null) return (int)Status.Argument;
            fixed (byte* bytes = text) *json = NativeMethods.shim_buffer_new(bytes, (nuint)text.Length);
            return (int)(*json == null ? Status.Memory : Status.Ok);
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_policy_store", CallConvs = [typeof(CallConvCdecl)])]
    internal static int BindStore(ulong policy, byte* name, nuint length, ulong store, LuaBytes** error)
    {
        try
        {
            Envelope.CheckBytes(name, length, StoreNameMaximum, "name");
            var bytes = new ReadOnlySpan<byte>(name, (int)length);
            if (bytes.IsEmpty || !System.Text.Unicode.Utf8.IsValid(bytes))
                throw new LuaFault(Status.Argument, "name is empty, or is not UTF-8");
            var found = Find(policy);
            using var table = StoreExports.Use(store);
            found.Bind(Encoding.UTF8.GetString(bytes), table);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, error);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "managed_policy_free", CallConvs = [typeof(CallConvCdecl)])]
    internal static int Free(ulong policy)
    {
        if (policy == 0) return (int)Status.Ok;
        try
        {
            var found = s_policies.Find(policy);
            if (found is null || !s_policies.Remove(policy, static held => held.End())) return (int)Status.Handle;
            found.Policy.Dispose();
            Interlocked.Decrement(ref s_count);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Fence.Report(e, (LuaBytes**)null);
        }
    }

    /// <summary>Throws <see cref="LuaFault"/>.</summary>
    internal static Policy Find(ulong policy) =>
        s_policies.Find(policy)?.Policy ?? throw new LuaFault(Status.Handle, NoSuchPolicy);

    private static Policy Read(in AbiPolicyOptions options)
    {
        Envelope.CheckSize(options.StructSize, sizeof(AbiPolicyOptions), "luavm_policy_options");
        Envelope.CheckFlags(options.Flags, 0, "luavm_policy_options");
        Envelope.CheckBytes(options.Json, options.JsonLength, Policy.DocumentMaximum, "json");
        if (options.JsonLength == 0) throw new LuaFault(Status.Argument, "json is empty; pass a document");
        var name = Text(options.Name, options.NameLength, "name");
        var folder = Text(options.Folder, options.FolderLength, "folder");
        var json = new ReadOnlySpan<byte>(options.Json, (int)options.JsonLength).ToArray();
        return Policy.Parse(json, name.Length == 0 ? "policy" : name, folder);
    }

    private static string Text(byte* data, nuint length, string name)
    {
        Envelope.CheckBytes(data, length, TextMaximum, name);
        return Encoding.UTF8.GetString(new ReadOnlySpan<byte>(data, (int)length));
    }
}
