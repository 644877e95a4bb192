using System.Runtime.InteropServices;

namespace LuaVm.Exports;

/// <summary>luavm_policy_options.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AbiPolicyOptions
{
    internal uint StructSize;
    internal uint Flags;
    internal byte* Json;
    internal nuint JsonLength;
    internal byte* Name;
    internal nuint NameLength;
    internal byte* Folder;
    internal nuint FolderLength;
}
