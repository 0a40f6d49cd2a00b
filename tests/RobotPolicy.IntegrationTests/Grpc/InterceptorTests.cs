using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using RobotPolicy.IntegrationTests.Grpc.Protos;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>Interceptors on both sides, call credentials and TLS.</summary>
public sealed class InterceptorTests
{
    private static readonly CallCredentials Token = CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("authorization", "Bearer right");
        return Task.CompletedTask;
    });

    [Fact]
    public async Task BearerToken_MissingWrongRight_IsCheckedOnAllKinds()
    {
        await using var server = await GrpcTestServer.StartAsync(options => options.Interceptors.Add<BearerInterceptor>("right"));
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel);

        foreach (var headers in new[] { new Metadata(), new Metadata { { "authorization", "Bearer wrong" } } })
        {
            using var collect = client.Collect(headers);
            using var repeat = client.Repeat(new Payload { Number = 1 }, headers);
            using var chat = client.Chat(headers);
            foreach (var call in new Func<Task>[]
            {
                async () => await client.EchoAsync(new Payload(), headers), async () => await collect,
                () => repeat.ResponseStream.MoveNext(), () => chat.ResponseStream.MoveNext(),
            })
            {
                var failure = await Assert.ThrowsAsync<RpcException>(call);
                Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
            }
        }

        var right = new Metadata { { "authorization", "Bearer right" } };
        Assert.Equal(3, (await client.EchoAsync(new Payload { Number = 3 }, right)).Number);
    }

    [Fact]
    public async Task Interceptors_OnBothSides_SeeTheCallInOrder()
    {
        var log = new ConcurrentQueue<string>();
        await using var server = await GrpcTestServer.StartAsync(
            options =>
            {
                options.Interceptors.Add<RecordingInterceptor>();
                options.Interceptors.Add<BearerInterceptor>("right");
            },
            services: services => services.AddSingleton(log));
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new Interop.InteropClient(channel.Intercept(new RecordingInterceptor(log)));

        await Assert.ThrowsAsync<RpcException>(async () => await client.EchoAsync(new Payload()));

        Assert.Equal(["client Echo", "server /robotpolicy.interop.Interop/Echo", "server Unauthenticated"], log);
    }

    [Fact]
    public async Task CallCredentials_OverTls_AreSent()
    {
        using var certificate = TestCertificate.Create();
        await using var server = await GrpcTestServer.StartAsync(options => options.Interceptors.Add<BearerInterceptor>("right"), certificate);
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            HttpHandler = Trusting(certificate),
            Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, Token),
        });

        Assert.Equal(4, (await new Interop.InteropClient(channel).EchoAsync(new Payload { Number = 4 })).Number);
    }

    [Fact]
    public async Task CallCredentials_WithoutTls_StayHere()
    {
        await using var server = await GrpcTestServer.StartAsync(options => options.Interceptors.Add<BearerInterceptor>("right"));
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var trusted = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await Echo(channel));

        Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
        await Echo(trusted);

        static async Task Echo(GrpcChannel channel) =>
            await new Interop.InteropClient(channel).EchoAsync(new Payload(), new CallOptions(credentials: Token));
    }

    [Fact]
    public async Task Tls_UnknownCertificate_IsUnavailable()
    {
        using var certificate = TestCertificate.Create();
        await using var server = await GrpcTestServer.StartAsync(certificate: certificate);
        using var channel = GrpcChannel.ForAddress(server.Address);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Interop.InteropClient(channel).EchoAsync(new Payload()));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public void Credentials_AgainstTheScheme_AreRefused()
    {
        var options = new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure };

        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("https://localhost:1", options));
    }

    private static SocketsHttpHandler Trusting(X509Certificate2 certificate)
    {
        var thumbprint = certificate.Thumbprint;
        return new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => ((X509Certificate2)shown!).Thumbprint == thumbprint },
        };
    }
}
