using System.Net;
using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Tests.Grpc;

public sealed class StatusMappingTests
{
    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(302, StatusCode.Unknown)]
    public void FromHttpStatus_Code_IsTheProtocolsMapping(int http, StatusCode expected) =>
        Assert.Equal(expected, ProtocolErrors.FromHttpStatus((HttpStatusCode)http));

    [Theory]
    [InlineData(0x0, StatusCode.Internal)]
    [InlineData(0x2, StatusCode.Internal)]
    [InlineData(0x7, StatusCode.Unavailable)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    public void FromHttp2Error_Code_IsTheProtocolsMapping(long error, StatusCode expected) =>
        Assert.Equal(expected, ProtocolErrors.FromHttp2Error(error));

    [Theory]
    [InlineData("0", StatusCode.OK)]
    [InlineData("16", StatusCode.Unauthenticated)]
    [InlineData("17", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("", StatusCode.Unknown)]
    [InlineData(" 0", StatusCode.Unknown)]
    [InlineData("99999999999", StatusCode.Unknown)]
    public void ParseStatus_Text_IsKnownOrUnknown(string text, StatusCode expected) => Assert.Equal(expected, ProtocolErrors.ParseStatus(text));

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("Application/GRPC; charset=x", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public void IsGrpcContentType_Header_IsRecognised(string? type, bool expected) => Assert.Equal(expected, GrpcHeaders.IsGrpcContentType(type));
}
