using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Api;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.OperatorConsole;
using RobotPolicy.Server.Options;
using RobotPolicy.Server.Sessions;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Where the operator's API listens: Kestrel with HTTP/2 and its limits, TLS, the access check around every method, and the
/// services that belong to no task: sessions, health, reflection. The other services are mapped beside it.
/// </summary>
internal sealed class ApiEndpoint
{
    // A phone in a pocket of a dead network is found within twice this.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    private const int MaxConnections = 1024;
    private const int MaxStreamsPerConnection = 256;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxMessageBytes = 4 * 1024 * 1024;
    private const int MaxOperatingStreams = 32;

    private readonly ApiOptions _options;
    private readonly IPEndPoint _at;
    private readonly IPEndPoint? _console;
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2Collection _chain;
    private readonly ApiEndpointClientTrust? _clients;
    private readonly IReadOnlyList<AccessEntry> _entries;

    private ApiEndpoint(
        ApiOptions options,
        IPEndPoint at,
        IPEndPoint? console,
        X509Certificate2? certificate,
        X509Certificate2Collection chain,
        ApiEndpointClientTrust? clients,
        IReadOnlyList<AccessEntry> entries)
    {
        (_options, _at, _console, _certificate, _chain, _clients, _entries) = (options, at, console, certificate, chain, clients, entries);
    }

    /// <summary>SHA-256 of the service's certificate, hexadecimal with colons; none without TLS.</summary>
    public string? Fingerprint => _certificate is null
        ? null
        : string.Join(':', Convert.ToHexString(_certificate.GetCertHash(HashAlgorithmName.SHA256)).Chunk(2).Select(pair => new string(pair)));

    /// <summary>Loads what the options name.</summary>
    /// <param name="options">Where to listen and whom to let in; validated by the caller.</param>
    /// <param name="now">Time of day.</param>
    /// <param name="errors">Receives every problem as one sentence.</param>
    /// <returns>The endpoint, or <see langword="null"/> if there are problems.</returns>
    public static ApiEndpoint? Load(ApiOptions options, DateTimeOffset now, ICollection<string> errors)
    {
        var before = errors.Count;
        var chain = new X509Certificate2Collection();
        if (!options.TryParseListen(out var at) || !options.IsEnabled)
            return new ApiEndpoint(options, at, null, null, chain, null, []);
        var console = ConsoleAddress.Choose(options);
        var certificate = options.UsesTls || (console is not null && options.ConsoleUsesTls) ? ApiEndpointCertificate.Load(options, at, now, chain, errors) : null;
        var clients = options.ClientCaFile is { } authorities ? ApiEndpointClientTrust.Load(authorities, errors) : null;
        var entries = options.TokensFile is { } file ? AccessFile.Load(file, errors) : [];
        return errors.Count == before ? new ApiEndpoint(options, at, console, certificate, chain, clients, entries!) : null;
    }

    /// <summary>
    /// One sentence for an exception that <c>StartAsync</c> of the application threw because it cannot listen, or
    /// <see langword="null"/> if it threw for another reason.
    /// </summary>
    public string? ExplainFailure(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AddressInUseException:
                    return $"{Whose(exception).Option}: expected a free port, actual: something listens on {Whose(exception).Where} already";
                case SocketException socket:
                    return $"{Whose(exception).Option}: cannot listen on {Whose(exception).Where}: {socket.Message}";
            }
        }

        return null;
    }

    private (string Option, string Where) Whose(Exception exception) =>
        _console is { } console && exception.Message.Contains($":{console.Port}", StringComparison.Ordinal) ? ("--console", $"{console}") : ("--listen", _options.Listen);

    /// <summary>Adds Kestrel, the access check and the session service; needs an <see cref="IRobotLoop"/> among the services.</summary>
    public void Configure(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ILeaseConsequences>(provider => new RobotLeaseConsequences(provider.GetRequiredService<IRobotLoop>()));
        services.AddSingleton(CreateBook);
        services.AddSingleton(CreateAccessList);
        services.AddSingleton(provider => new Authenticator(
            provider.GetRequiredService<AccessList>(), _options.EffectiveLoopbackRole, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new StreamQuota(_options.MaxStreamsPerSubject, MaxOperatingStreams));
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<AccessGate>();
        services.AddSingleton<AccessInterceptor>();
        services.AddSingleton<SessionApi>();
        services.AddSingleton<HealthServiceImpl>();
        services.AddSingleton<CallBridge>();
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<AccessInterceptor>();
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
        });
        services.AddGrpcReflection();
        if (!_options.IsEnabled)
        {
            services.AddSingleton<IServer, ApiEndpointOff>();
            return;
        }

        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(ConfigureKestrel);
    }

    /// <summary>Maps the console and the services of <see cref="Configure"/>.</summary>
    public void Map(WebApplication application)
    {
        if (_console is not null)
            ConsolePages.Map(application, new ConsoleGuard(_options.EffectiveLoopbackRole != Role.Unspecified));
        application.MapGrpcService<SessionApi>();
        application.MapGrpcService<HealthServiceImpl>();
        application.MapGrpcReflectionService();
    }

    /// <summary>Says where the API listens; call it once the application has started.</summary>
    /// <param name="logger">Where to.</param>
    /// <param name="addresses">What was bound.</param>
    public void Announce(ILogger logger, IEnumerable<string> addresses)
    {
        if (!_options.IsEnabled)
        {
            ApiEndpointLog.Off(logger);
            return;
        }

        // In the order in which they were asked for. The API's line comes last: whoever waits for it finds the console's.
        var bound = addresses.ToArray();
        foreach (var address in bound.Skip(1))
            ApiEndpointLog.Console(logger, address);
        foreach (var address in bound.Take(1))
            ApiEndpointLog.Listening(logger, address, Roles.NameOf(_options.EffectiveLoopbackRole));
        if (_options.HasConsole && _console is null)
            ApiEndpointLog.NoConsole(logger, ConsoleAddress.FirstPort);
        else if (_console is not null && !ConsolePages.AreThere)
            ApiEndpointLog.NoPages(logger, ConsolePages.Folder);
        if (Fingerprint is { } fingerprint)
            ApiEndpointLog.Certificate(logger, fingerprint);
    }

    private void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxRequestBodySize = MaxMessageBytes + 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = PingAfter;
        kestrel.Limits.Http2.KeepAlivePingTimeout = PingAfter;
        kestrel.Listen(_at, listen =>
        {
            // Without TLS there is no negotiation: clients come with prior knowledge of HTTP/2.
            listen.Protocols = HttpProtocols.Http2;
            if (_certificate is not null && _options.UsesTls)
                listen.UseHttps(ConfigureTls);
        });
        if (_console is null)
            return;
        kestrel.Listen(_console, listen =>
        {
            // Browsers open WebSockets over HTTP/1.1, and speak HTTP/2 only with TLS.
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Features.Set(ConsoleConnection.Mark);
                return next(connection);
            });
            if (_certificate is not null && _options.ConsoleUsesTls)
                listen.UseHttps(ConfigureTls);
        });
    }

    private void ConfigureTls(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = _certificate;
        https.ServerCertificateChain = _chain;
        https.HandshakeTimeout = TimeSpan.FromSeconds(10);
        if (_clients is not { } clients)
            return;

        // A client without a certificate may still show a token.
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (certificate, chain, _) => clients.Accepts(certificate, chain);
    }

    private LeaseBook CreateBook(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILogger<LeaseBook>>();
        var book = new LeaseBook(
            _options.Lease,
            services.GetRequiredService<IRobotLoop>().Clock,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILeaseConsequences>());
        book.Changed += change => SessionLog.Changed(logger, change);
        return book;
    }

    private AccessList CreateAccessList(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILogger<AccessList>>();
        return new AccessList(_options.TokensFile, _entries, services.GetRequiredService<TimeProvider>(), problems =>
        {
            foreach (var problem in problems)
                SessionLog.NotReloaded(logger, problem);
            if (problems.Count == 0)
                SessionLog.Reloaded(logger, _options.TokensFile!);
        });
    }
}
