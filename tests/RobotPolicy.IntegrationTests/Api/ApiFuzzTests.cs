using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Sessions;
using StopCause = RobotPolicy.Control.Model.StopCause;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.IntegrationTests.Api;

/// <summary>
/// Random messages and random bytes at every method of every service. Whatever comes, the answer is a status that says what is wrong,
/// nothing is logged as an error, and nothing moves.
/// </summary>
public sealed class ApiFuzzTests
{
    private const int Rounds = 25;

    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    private static readonly ServiceDescriptor[] Services =
    [
        .. new FileDescriptor[]
        {
            AlertsReflection.Descriptor, InterventionReflection.Descriptor, LogsReflection.Descriptor, PoliciesReflection.Descriptor, QuestionsReflection.Descriptor,
            SafetyReflection.Descriptor, SessionsReflection.Descriptor, TasksReflection.Descriptor, TelemetryReflection.Descriptor,
        }.SelectMany(file => file.Services),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EveryMethod_RandomRequests_AnswersAndMovesNothing(bool withLease)
    {
        await using var server = await OperatorServer.StartAsync();
        await server.Rig.LoadAsync();
        server.Rig.Loop.Block = new TickFault(StopCause.JointStateMissing, -1);
        if (withLease)
            await server.AcquireAsync();
        var methods = Services.SelectMany(service => service.Methods).ToList();
        Assert.Equal(methods.Count, AccessTable.Methods.Count(name => name.StartsWith("/robotpolicy.v1.", StringComparison.Ordinal)));

        var wrong = new List<string>();
        await Parallel.ForEachAsync(methods, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (method, _) =>
        {
            var random = new Random(method.FullName.Length * 1009 + method.Index + (withLease ? 1 : 0));
            for (var round = 0; round < Rounds; round++)
            {
                var bytes = round % 3 == 2 ? RandomBytes(random) : RandomMessage(method.InputType, random, 0).ToByteArray();
                var status = await CallAsync(server, method, bytes);
                if (!IsExpected(status.StatusCode, method, bytes))
                    lock (wrong)
                        wrong.Add($"{method.FullName}: {status} for {Convert.ToHexString(bytes)}");
            }
        });

        Assert.Empty(wrong);
        Assert.Equal(0, server.Rig.Loop.MovingTicks);
    }

    private static bool IsExpected(StatusCode status, MethodDescriptor method, byte[] bytes)
    {
        if (status == StatusCode.Unknown)
            return false;
        if (status != StatusCode.Internal)
            return true;

        // What is no message at all never reaches a service.
        try
        {
            method.InputType.Parser.ParseFrom(bytes);
            return false;
        }
        catch (InvalidProtocolBufferException)
        {
            return true;
        }
    }

    private static async Task<Status> CallAsync(OperatorServer server, MethodDescriptor descriptor, byte[] bytes)
    {
        var kind = (descriptor.IsClientStreaming, descriptor.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            _ => MethodType.DuplexStreaming,
        };
        var method = new Method<byte[], byte[]>(kind, descriptor.Service.FullName, descriptor.Name, Raw, Raw);
        var patience = kind == MethodType.Unary ? TimeSpan.FromSeconds(30) : TimeSpan.FromMilliseconds(150);
        var options = new CallOptions(server.Lease, DateTime.UtcNow + patience);
        var invoker = server.Channel.CreateCallInvoker();
        try
        {
            switch (kind)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(method, null, options, bytes).ResponseAsync;
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(method, null, options, bytes))
                        await call.ResponseStream.ReadAllAsync().Take(3).ToListAsync();
                    break;
                default:
                    using (var call = invoker.AsyncDuplexStreamingCall(method, null, options))
                    {
                        await call.RequestStream.WriteAsync(bytes);
                        await call.RequestStream.WriteAsync(bytes);
                        await call.ResponseStream.ReadAllAsync().Take(3).ToListAsync();
                    }

                    break;
            }

            return Status.DefaultSuccess;
        }
        catch (RpcException exception)
        {
            return exception.Status;
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(0, 200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IMessage RandomMessage(MessageDescriptor type, Random random, int depth)
    {
        var message = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.Next(3) == 0 || (depth > 4 && field.FieldType == FieldType.Message))
                continue;
            if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                for (var i = random.Next(0, 6); i > 0; i--)
                    list.Add(RandomValue(field, random, depth));
            }
            else
            {
                field.Accessor.SetValue(message, RandomValue(field, random, depth));
            }
        }

        return message;
    }

    private static object RandomValue(FieldDescriptor field, Random random, int depth) => field.FieldType switch
    {
        FieldType.Double => Pick<double>(random, 0, -1, double.NaN, double.PositiveInfinity, double.MaxValue, random.NextDouble()),
        FieldType.Float => Pick<float>(random, 0, -1, float.NaN, float.NegativeInfinity, float.MaxValue, random.NextSingle()),
        FieldType.Int32 => Pick(random, 0, -1, int.MinValue, int.MaxValue, random.Next(2000)),
        FieldType.Int64 => Pick(random, 0, -1, long.MinValue, long.MaxValue, random.NextInt64()),
        FieldType.UInt64 => Pick<ulong>(random, 0, 1, ulong.MaxValue, (ulong)random.NextInt64()),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, Pick(random, 0, 1, 2, 3, 99, -1)),
        FieldType.String => Pick(
            random, "", "pick", "place", "front", "wrist", "task-1", "../../etc/passwd", "\0\r\n\u001b[31m", "\u2028ü🤖", new string('x', 5000)),
        FieldType.Bytes => ByteString.CopyFrom(RandomBytes(random)),
        _ => RandomMessage(field.MessageType, random, depth + 1),
    };

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
