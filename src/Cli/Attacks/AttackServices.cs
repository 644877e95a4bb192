using LuaVm.Core.Services;
#if LUAVM_NETWORK
using LuaVm.Cli.Attacks.Network;
#endif

namespace LuaVm.Cli.Attacks;

/// <summary>The modules that attacks get where no policy says, as far as this build has them.</summary>
internal static class AttackServices
{
#if LUAVM_NETWORK
    /// <summary>From here on no service of this process opens a connection, whatever policy it is under.</summary>
    internal static void LeaveTheNetwork() => AttackNetwork.Enter();

    /// <param name="needs">The module that a script attacks; null: none.</param>
    internal static IReadOnlyList<IService> For(string? needs) => AttackNetwork.ServicesFor(needs);

    /// <summary>What was asked of the network that never may be, since the last time; null: nothing.</summary>
    internal static string? TakeBreach() => AttackNetwork.TakeBreach();
#else
    internal static void LeaveTheNetwork()
    {
    }

    internal static IReadOnlyList<IService> For(string? _) => [];

    internal static string? TakeBreach() => null;
#endif
}
