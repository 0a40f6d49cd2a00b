using System.Buffers.Binary;
using RobotPolicy.Simulator;
using RobotPolicy.Simulator.Demonstrations;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>The step-by-step environment over a pair of streams.</summary>
public sealed class GymTests
{
    private const int Size = 32;
    private const int ObservationLength = (2 * Size * Size * 3) + (7 * sizeof(float)) + 1 + sizeof(float);
    private const int PictureLength = (Size * Size * 3) + (4 * sizeof(float));

    [Fact]
    public void GoalPicture_BetweenObservations_NeitherDisturbsNorIsDisturbed()
    {
        var reply = Serve(ShippedScenes.ThreeDiscs, [.. Goal('P', 9, 1), .. Goal('G', 5, 1), .. Goal('P', 9, 1), .. Goal('G', 5, 1), .. Goal('P', 9, 2)]);

        Assert.Equal((3 * PictureLength) + (2 * ObservationLength), reply.Length);
        var first = reply.AsSpan(0, PictureLength);
        var second = reply.AsSpan(PictureLength + ObservationLength, PictureLength);
        Assert.True(first.SequenceEqual(second), "the same picture is another one after an observation");
        Assert.True(
            reply.AsSpan(PictureLength, ObservationLength).SequenceEqual(reply.AsSpan((2 * PictureLength) + ObservationLength, ObservationLength)),
            "the same observation is another one after a picture");
        Assert.False(first.SequenceEqual(reply.AsSpan((2 * PictureLength) + (2 * ObservationLength))));
    }

    [Fact]
    public void TwoRenderersInOneContext_DrawTheSameAsOne()
    {
        byte[] camera = [(byte)'c', 0, 0, 0, 0, Size, 0, 0, 0, Size, 0, 0, 0, 0, 0, 0, 0];
        const int CameraLength = Size * Size * 3;
        var reply = Serve(ShippedScenes.ThreeDiscs, [.. Goal('P', 9, 1), .. camera, .. Goal('P', 9, 1), .. camera], shadowSize: 256);

        Assert.Equal(2 * (PictureLength + CameraLength), reply.Length);
        Assert.True(reply.AsSpan(0, reply.Length / 2).SequenceEqual(reply.AsSpan(reply.Length / 2)), "taking turns changes the pictures");
    }

    [Fact]
    public void Reset_WithAndWithoutTheFirstGoal_IsTheSame()
    {
        var plain = Serve(ShippedScenes.PickPlace, [(byte)'R', 5, 0, 0, 0]);
        var named = Serve(ShippedScenes.PickPlace, Goal('G', 5, 0));

        Assert.Equal(ObservationLength, plain.Length);
        Assert.Equal(plain, named);
    }

    [Fact]
    public void Goal_ThatTheSceneLacks_NamesThoseItHas()
    {
        var error = Assert.Throws<SimulatorException>(() => Serve(ShippedScenes.ThreeDiscs, Goal('G', 5, 3)));

        Assert.Contains("green, blue, yellow", error.Message);
    }

    private static byte[] Goal(char request, int seed, int goal)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)request;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), seed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), goal);
        return bytes;
    }

    // OpenGL contexts are bound to the thread that made them, so each has a thread of its own.
    private static byte[] Serve(string scene, byte[] requests, int shadowSize = 0)
    {
        var output = new MemoryStream();
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var context = GlContext.Create();
                using var gym = new StdioGym(ShippedScenes.PathOf(scene), Size, shadowSize);
                gym.Serve(new MemoryStream(requests), output);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return output.ToArray();
    }
}
