using LuaVm.Core;
using LuaVm.Policies.Document;

namespace LuaVm.Policies;

/// <summary>The quota group of a policy, which is made when the first VM asks for it.</summary>
internal sealed class PolicyGroup
{
    private readonly GroupSection _section;
    private QuotaGroup? _bounded;

    private PolicyGroup(GroupSection section) => _section = section;

    /// <summary>Throws <see cref="PolicyError"/>.</summary>
    internal static PolicyGroup? Of(PolicyReader reader)
    {
        if (reader.Document.Group is not { } section) return null;
        var memory = section.Memory == 0 ? Quantity.Unlimited : section.Memory;
        if (section.MemorySoft > memory)
        {
            throw reader.Fault("group.memory_soft",
                $"{Quantity.Bytes(section.MemorySoft)} is above the hard limit, {Quantity.Bytes(memory)} (memory)");
        }
        return new PolicyGroup(section);
    }

    /// <summary>
    /// The group with the policy's limits, which are set once: what the host has changed since then stays. Throws
    /// <see cref="LuaFault"/>.
    /// </summary>
    internal QuotaGroup Ready()
    {
        var group = QuotaGroup.Of(_section.Name);
        if (ReferenceEquals(group, Volatile.Read(ref _bounded))) return group;
        if (_section.Memory != 0 || _section.MemorySoft != 0 || _section.Vms != 0)
            QuotaGroup.Set(_section.Name, (uint)_section.Vms, _section.Memory, _section.MemorySoft);
        Volatile.Write(ref _bounded, group);
        return group;
    }
}
