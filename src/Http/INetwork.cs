using System.Net;

namespace LuaVm.Http;

/// <summary>Where names and connections come from: the system, or a test's own world.</summary>
public interface INetwork
{
    /// <summary>
    /// The addresses of a name, best first. Throws for a name that has none. May go on after <paramref name="abort"/>, until it
    /// holds nothing any more.
    /// </summary>
    Task<IPAddress[]> Resolve(string name, CancellationToken abort);

    /// <summary>A connection to exactly this address.</summary>
    Task<Stream> Connect(IPAddress address, int port, CancellationToken abort);
}
