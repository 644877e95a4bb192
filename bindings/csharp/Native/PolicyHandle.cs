using System.Runtime.InteropServices;

namespace LuaVm.Client.Native;

/// <summary>Owns a luavm_policy.</summary>
internal sealed unsafe class PolicyHandle : SafeHandle
{
    /// <summary>Makes a policy, or throws what the library answered.</summary>
    public PolicyHandle(ReadOnlySpan<byte> json, string name, string folder) : base(0, ownsHandle: true)
    {
        ulong made;
        luavm_buffer* error;
        LuaStatus status;
        ReadOnlySpan<byte> shown = Text.Strict.GetBytes(name), start = Text.Strict.GetBytes(folder);
        fixed (byte* document = json, called = shown, place = start)
        {
            var options = new luavm_policy_options
            {
                struct_size = (uint)sizeof(luavm_policy_options),
                json = document,
                json_length = (nuint)json.Length,
                name = called,
                name_length = (nuint)shown.Length,
                folder = place,
                folder_length = (nuint)start.Length,
            };
            status = (LuaStatus)Abi.policy_new(&options, &made, &error);
        }
        if (status != LuaStatus.Ok) throw LuaVmException.Take(status, error);
        Value = made;
        SetHandle((nint)made);
    }

    /// <summary>The luavm_policy. Stale once this is closed, and then refused by the library.</summary>
    public ulong Value { get; }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Abi.policy_free(Value) == 0;
}
