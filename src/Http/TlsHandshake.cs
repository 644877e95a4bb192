using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LuaVm.Core;

namespace LuaVm.Http;

/// <summary>TLS over a connection that was made, with the certificate verified for the host that was asked for.</summary>
internal sealed class TlsHandshake(string host, Authorities? authorities)
{
    private string? _refusal;

    /// <summary>Throws <see cref="LuaFault"/> (network); the connection is closed then.</summary>
    internal async Task<Stream> Begin(Stream connection, bool http2, CancellationToken abort)
    {
        var stream = new SslStream(connection);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ApplicationProtocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11],
                CertificateChainPolicy = Authorities.Policy(),
                RemoteCertificateValidationCallback = Verify,
            };
            await stream.AuthenticateAsClientAsync(options, abort).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (_refusal is not null) throw new LuaFault(Status.Network, $"the certificate of {host} is refused: {_refusal}");
            if (e is AuthenticationException or IOException) throw new LuaFault(Status.Network, $"{host} does not agree on TLS, or broke off");
            throw;
        }
    }

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 given && chain is not null
            && (Trusts(authorities, given, chain) || Trusts(Authorities.OfProcess, given, chain)))
        {
            return true;
        }
        _refusal = errors == SslPolicyErrors.None ? null : Describe(errors, chain);
        return _refusal is null;
    }

    internal static bool Trusts(Authorities? authorities, X509Certificate2 certificate, X509Chain chain) =>
        authorities?.Trust(certificate, chain) == true;

    internal static string Describe(SslPolicyErrors errors, X509Chain? chain)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "there is none";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return "it is for another name";
        var flags = X509ChainStatusFlags.NoError;
        foreach (var status in chain?.ChainStatus ?? []) flags |= status.Status;
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid)) return "it has expired, or is not valid yet";
        return (flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0
            ? "it goes back to no authority that is trusted here"
            : "it is not valid for a server";
    }
}
