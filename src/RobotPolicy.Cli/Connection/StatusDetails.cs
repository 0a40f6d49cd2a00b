using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RobotPolicy.Api.V1;

namespace RobotPolicy.Cli.Connection;

/// <summary>
/// What a failed call says besides its status: the messages in the trailer <c>grpc-status-details-bin</c>, a google.rpc.Status
/// (1: code, 2: message, 3: repeated Any).
/// </summary>
/// <param name="Info">What stands in the way; null if the service did not say.</param>
/// <param name="BadFields">Fields that are wrong.</param>
internal sealed record StatusDetails(ErrorInfo? Info, IReadOnlyList<BadField> BadFields)
{
    private const string Trailer = "grpc-status-details-bin";

    /// <summary>Reads them. What cannot be read is left out: the status itself must still be told.</summary>
    public static StatusDetails Of(RpcException failure)
    {
        ErrorInfo? info = null;
        var fields = new List<BadField>();
        try
        {
            if (failure.Trailers.GetValueBytes(Trailer) is { } bytes)
            {
                var input = new CodedInputStream(bytes);
                while (input.ReadTag() is var tag && tag != 0)
                {
                    if (WireFormat.GetTagFieldNumber(tag) != 3)
                    {
                        input.SkipLastField();
                        continue;
                    }

                    var any = Any.Parser.ParseFrom(input.ReadBytes());
                    if (any.TypeUrl.EndsWith("/robotpolicy.v1.ErrorInfo", StringComparison.Ordinal))
                        info = ErrorInfo.Parser.ParseFrom(any.Value);
                    else if (any.TypeUrl.EndsWith("/robotpolicy.v1.BadField", StringComparison.Ordinal))
                        fields.Add(BadField.Parser.ParseFrom(any.Value));
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // The rest is lost; what was read stands.
        }

        return new StatusDetails(info, fields);
    }
}
