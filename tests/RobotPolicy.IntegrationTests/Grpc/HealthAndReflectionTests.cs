using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Alpha = Grpc.Reflection.V1Alpha;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace RobotPolicy.IntegrationTests.Grpc;

/// <summary>grpc.health.v1 and grpc.reflection.v1 (and v1alpha), over the wire.</summary>
public sealed class HealthAndReflectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly HealthServiceImpl _health = new();
    private GrpcTestServer _server = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _server = await GrpcTestServer.StartAsync(
            services: services =>
            {
                services.AddSingleton(_health);
                services.AddGrpcReflection();
            },
            map: application =>
            {
                application.MapGrpcService<HealthServiceImpl>();
                application.MapGrpcReflectionService();
            });
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Check_KnownAndUnknownService_HasItsStatus()
    {
        var client = new Health.HealthClient(_channel);
        _health.SetStatus("", ServingStatus.Serving);
        _health.SetStatus("robot", ServingStatus.NotServing);

        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new HealthCheckRequest { Service = "robot" })).Status);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(new HealthCheckRequest { Service = "other" }));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task Watch_StatusChanges_TellsEach()
    {
        using var call = new Health.HealthClient(_channel).Watch(new HealthCheckRequest { Service = "robot" });

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync());
        _health.SetStatus("other", ServingStatus.Serving);
        _health.SetStatus("robot", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync());
        _health.SetStatus("robot", ServingStatus.Serving);
        _health.SetStatus("robot", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await NextAsync());
        _health.ClearAll();
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync());

        async Task<ServingStatus> NextAsync()
        {
            Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Limit));
            return call.ResponseStream.Current.Status;
        }
    }

    [Fact]
    public async Task Reflection_Services_AreAllListed()
    {
        var response = await AskAsync(new ServerReflectionRequest { ListServices = "" });

        Assert.Equal(
            [
                "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
                "robotpolicy.interop.Interop",
            ],
            response.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("robotpolicy.interop.Interop")]
    [InlineData("robotpolicy.interop.Interop.Echo")]
    [InlineData("robotpolicy.interop.Payload")]
    [InlineData("robotpolicy.interop.Payload.text")]
    public async Task Reflection_Symbol_GivesItsFile(string symbol)
    {
        var response = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });

        var file = FileDescriptorProto.Parser.ParseFrom(Assert.Single(response.FileDescriptorResponse.FileDescriptorProto));
        Assert.Equal("interop.proto", file.Name);
        Assert.Equal(7, Assert.Single(file.Service).Method.Count);
    }

    [Fact]
    public async Task Reflection_WhatIsNotThere_IsAnErrorInTheStream()
    {
        foreach (var request in new[]
        {
            new ServerReflectionRequest { FileContainingSymbol = "no.Such" },
            new ServerReflectionRequest { FileByFilename = "no.proto" },
            new ServerReflectionRequest { AllExtensionNumbersOfType = "no.Such" },
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "no.Such", ExtensionNumber = 1 } },
        })
        {
            Assert.Equal((int)StatusCode.NotFound, (await AskAsync(request)).ErrorResponse.ErrorCode);
        }
    }

    [Fact]
    public async Task ReflectionBeforeVersion1_Symbol_GivesItsFile()
    {
        using var call = new Alpha.ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { FileContainingSymbol = "robotpolicy.interop.Interop", Host = "here" });
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Limit));

        var response = call.ResponseStream.Current;

        Assert.Equal("here", response.OriginalRequest.Host);
        var file = FileDescriptorProto.Parser.ParseFrom(Assert.Single(response.FileDescriptorResponse.FileDescriptorProto));
        Assert.Equal("interop.proto", file.Name);
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Limit));
        return call.ResponseStream.Current;
    }
}
