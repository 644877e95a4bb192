using LuaVm.Core;

namespace LuaVm.Cli;

/// <summary>What a task must give back. Only a trusted script can open a file, so only there are they looked at.</summary>
internal readonly record struct Held(ulong Vms, ulong Blocks, ulong Bytes, int Files)
{
    internal static Held Read(Profile profile) => new(VmProcess.VmCount, VmProcess.BlockCount, VmProcess.Memory().Used,
        profile == Profile.Trusted ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0);

    public override string ToString() => $"{Vms} VMs, {Blocks} blocks, {Bytes} bytes, {Files} files";
}
