using System.Net;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>What may be asked for, and where: the part of a policy that HTTP and WebSocket have in common.</summary>
public sealed record ReachRules
{
    /// <summary>Allowed schemes, in small letters; those of the protocol that are not here are refused.</summary>
    public IReadOnlyCollection<string> Schemes { get; init; } = ["http", "https", "ws", "wss"];

    /// <summary>Allowed hosts; empty: none.</summary>
    public IReadOnlyList<HostRule> Hosts { get; init; } = [];

    /// <summary>Allowed addresses. Every one that a name resolves to is checked, at each connection.</summary>
    public AddressRules Addresses { get; init; } = AddressRules.Public;

    /// <summary>PEM file of authorities to trust besides the system's and those of luavm_config; null: none.</summary>
    public string? CaFile { get; init; }

    /// <summary>Any host at any port and address: for hosts that ask without a policy.</summary>
    public static ReachRules Any { get; } = new() { Hosts = [new HostRule("*", [], [])], Addresses = AddressRules.Any, AnyPort = true };

    /// <summary>Whether ports beyond those of <see cref="Hosts"/> are allowed.</summary>
    internal bool AnyPort { get; private init; }

    /// <summary>Throws <see cref="LuaFault"/> (sandbox) where a request is not allowed, whatever its host resolves to.</summary>
    internal void Check(HttpTarget target, string method)
    {
        if (!Schemes.Contains(target.Scheme)) throw Refused($"{target.Scheme}: is not allowed");
        if (HostName.AddressOf(target.Host) is { } address) Check(target.Host, address);
        if (AnyPort) return;
        var covered = false;
        foreach (var rule in Hosts)
        {
            if (!rule.Covers(target)) continue;
            if (rule.Allows(method)) return;
            covered = true;
        }
        throw Refused(covered
            ? $"{method} is not allowed for {target.Host}"
            : $"{target.Scheme}://{target.Host} at port {target.Port} is not among the hosts allowed");
    }

    /// <summary>Throws <see cref="LuaFault"/> (sandbox) where an address may not be connected to.</summary>
    internal void Check(string host, IPAddress address)
    {
        if (Addresses.Refusal(address) is not { } why) return;
        var where = HostName.IsAddress(host) || host.Contains(':', StringComparison.Ordinal) ? $"{address}" : $"{host} is at {address}, which";
        throw Refused($"{where} is not allowed: {why}");
    }

    private static LuaFault Refused(string what) => new(Status.Sandbox, $"the policy refuses it: {what}");
}
