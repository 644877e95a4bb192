using LuaVm.Core;

namespace LuaVm.Exports;

/// <summary>What callers hold by number.</summary>
internal static class Handles
{
    internal static readonly HandleTable<Vm> Vms = new(static vm => vm.Handle);
    internal static readonly HandleTable<Template> Templates = new(static template => template.Handle);

    /// <summary>Most templates alive at once.</summary>
    internal const int TemplateMaximum = 65_535;

    /// <summary>Makes a VM under a new handle. Throws <see cref="LuaFault"/>.</summary>
    internal static ulong AddVm(VmOptions options) => Vms.Add(handle => Vm.Create(handle, options));

    internal static bool RemoveVm(ulong handle) => Vms.Remove(handle, static vm => vm.Free());
}
