using LuaVm.Core;
using LuaVm.Policies;

namespace LuaVm.Cli;

/// <summary>What came of reading one file as a policy.</summary>
internal sealed record PolicyCheck(string Name, Policy? Policy, Status Status, string Message, TextPosition? Position)
{
    /// <summary>One line, as compilers write it.</summary>
    internal string Complaint => Position is { } at ? $"{Name}:{at}: {Message}" : $"luavm: {Message}";

    internal static PolicyCheck Of(string file)
    {
        var name = PolicyFile.NameOf(file);
        try
        {
            return new PolicyCheck(name, PolicyFile.Check(file), Status.Ok, "", null);
        }
        catch (PolicyError error)
        {
            return new PolicyCheck(name, null, error.Status, error.Message, error.Position);
        }
        catch (LuaFault fault)
        {
            return new PolicyCheck(name, null, fault.Status, fault.Message, null);
        }
    }
}
