using System.Net;
using LuaVm.Core;
using LuaVm.Http;
using LuaVm.Policies.Document;

namespace LuaVm.Policies.Network;

/// <summary>What a policy says of the network, as the services take it. Left out with them.</summary>
internal static class PolicyNetwork
{
    /// <summary>The module `http`; null: the policy has none. Throws <see cref="PolicyError"/>.</summary>
    /// <param name="reader">The document.</param>
    /// <param name="folder">What relative paths start from.</param>
    internal static HttpService? Http(PolicyReader reader, string folder)
    {
        if (reader.Document.Http is not { } section) return null;
        var defaults = new HttpRules();
        return new HttpService(defaults with
        {
            Reach = Reach(section.Addresses, section.CaFile, folder) with
            {
                Hosts = [.. section.Hosts.Select((host, i) => Rule(reader, $"http.hosts[{i}]",
                    () => new HostRule(host.Host, host.Ports ?? [], host.AllowedMethods, host.AllowedSchemes)))],
            },
            ResponseBytes = PolicyBound.Long(section.Body, defaults.ResponseBytes),
            RequestBytes = PolicyBound.Long(section.Upload, defaults.RequestBytes),
            TimeoutMs = PolicyBound.Int(section.Timeout, defaults.TimeoutMs),
            Redirects = section.Redirects < 0 ? defaults.Redirects : section.Redirects,
            AllowDowngrade = section.Downgrade,
            RequestsPerRun = PolicyBound.Long(section.Requests, defaults.RequestsPerRun),
            RequestsPerVm = PolicyBound.Long(section.RequestsPerVm, defaults.RequestsPerVm),
            OpenPerVm = section.Concurrent == 0 ? defaults.OpenPerVm : section.Concurrent,
        });
    }

    private static HostRule Rule(PolicyReader reader, string path, Func<HostRule> make)
    {
        try
        {
            return make();
        }
        catch (LuaFault fault)
        {
            throw reader.Fault(path, fault.Message);
        }
    }

    private static ReachRules Reach(AddressesSection? addresses, string? caFile, string folder) => new()
    {
        Addresses = addresses is null ? AddressRules.Public : new AddressRules(Ranges(addresses.Allow), Ranges(addresses.Deny)),
        CaFile = caFile is null ? null : Path.Combine(folder, caFile),
    };

    /// <summary>They have been seen to be ranges when the document was read.</summary>
    private static IEnumerable<IPNetwork> Ranges(IReadOnlyList<string>? texts) => (texts ?? []).Select(static text =>
        AddressRules.TryParse(text, out var range) ? range : throw new LuaFault(Status.Argument, $"'{text}' is no range of addresses"));
}
