using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using LuaVm.Http;

namespace LuaVm.Redis;

/// <summary>TLS over a connection to a server, whose certificate has to be for the host of the URL.</summary>
internal sealed class RedisTls(string host, Authorities? authorities)
{
    private string? _refusal;

    /// <summary>Throws <see cref="RespFault"/>; the connection is closed then.</summary>
    internal async ValueTask<Stream> Begin(Stream plain, CancellationToken cancel)
    {
        TlsLibrary.Require();
        var stream = new SslStream(plain);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                CertificateChainPolicy = Authorities.Policy(),
                RemoteCertificateValidationCallback = Verify,
            };
            await stream.AuthenticateAsClientAsync(options, cancel);
            return stream;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            if (_refusal is not null) throw new RespFault($"the certificate of the server is refused: {_refusal}", e);
            if (e is AuthenticationException or IOException)
                throw new RespFault("the server does not agree on TLS, or speaks none (redis: instead of rediss:)", e);
            throw;
        }
    }

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is X509Certificate2 given && chain is not null
            && (TlsHandshake.Trusts(authorities, given, chain) || TlsHandshake.Trusts(Authorities.OfProcess, given, chain)))
        {
            return true;
        }
        _refusal = errors == SslPolicyErrors.None ? null : TlsHandshake.Describe(errors, chain);
        return _refusal is null;
    }
}
