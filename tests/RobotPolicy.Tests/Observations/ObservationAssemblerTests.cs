using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Observations;

public sealed class ObservationAssemblerTests
{
    private const long Ms = 1_000_000;
    private readonly FakeRobot _robot = new();
    private readonly Observation _observation = new(3, 2);

    [Fact]
    public void Assemble_TwoCameras_AlignsEverythingToTheSlowerOne()
    {
        foreach (var ms in new[] { 940, 970, 1000 })
            Picture(0, ms);
        foreach (var ms in new[] { 925, 955 })
            Picture(1, ms);
        for (var ms = 900; ms <= 1000; ms += 10)
            Joints(ms, ms);
        var result = Assemble(1010);
        Assert.Equal(new ObservationResult(ObservationStatus.Ok, -1, 55 * Ms, 15 * Ms), result);
        Assert.Equal(955 * Ms, _observation.TimeNs);
        Assert.Equal([940 * Ms, 955 * Ms], _observation.Images.Select(image => image!.TimeNs));
        Assert.Equal(955, _observation.Positions[0], 1e-9);
    }

    [Fact]
    public void Assemble_PolicyOrdersCamerasItsOwnWay_GivesThemInThatOrder()
    {
        Picture(0, 1000);
        Picture(1, 990);
        Joints(990, 1);
        new ObservationAssembler(_robot, [1, 0], new ObservationOptions()).Assemble(1000 * Ms, _observation);
        Assert.Equal([990 * Ms, 1000 * Ms], _observation.Images.Select(image => image!.TimeNs));
    }

    [Fact]
    public void Assemble_NoCameras_TakesTheNewestJointState()
    {
        Joints(990, 1);
        Joints(1000, 2);
        var assembler = new ObservationAssembler(_robot, [], new ObservationOptions());
        var observation = new Observation(3, 0);
        Assert.Equal(ObservationStatus.Ok, assembler.Assemble(1005 * Ms, observation).Status);
        Assert.Equal((1000 * Ms, 2.0), (observation.TimeNs, observation.Positions[0]));
        Assert.Equal(ObservationStatus.JointStateStale, assembler.Assemble(1101 * Ms, observation).Status);
    }

    [Theory]
    [InlineData("nothing", ObservationStatus.CameraMissing, 0)]
    [InlineData("one camera", ObservationStatus.CameraMissing, 1)]
    [InlineData("no joints", ObservationStatus.JointStateMissing, -1)]
    [InlineData("stale camera", ObservationStatus.CameraStale, 1)]
    [InlineData("lagging camera", ObservationStatus.CameraSkewed, 1)]
    [InlineData("late joints", ObservationStatus.JointStateStale, -1)]
    [InlineData("early joints", ObservationStatus.JointStateStale, -1)]
    public void Assemble_SomethingIsMissing_NamesIt(string what, ObservationStatus status, int camera)
    {
        if (what != "nothing")
            Picture(0, 1000);
        if (what is not ("nothing" or "one camera"))
            Picture(1, what == "stale camera" ? 790 : what == "lagging camera" ? 850 : 1000);
        if (what is not ("no joints" or "late joints" or "early joints"))
            for (var ms = 780; ms <= 1000; ms += 10)
                Joints(ms, 1);
        if (what == "late joints")
            Joints(940, 1);
        if (what == "early joints")
            Joints(1001, 1);
        var result = Assemble(1005);
        Assert.Equal((status, camera), (result.Status, result.Camera));
        _observation.ReleaseImages();
    }

    [Fact]
    public void Assemble_Again_LetsTheFramesBeforeGo()
    {
        var first = new FakeFrame(1000 * Ms);
        _robot.Cameras[0].Offer(first, 1000 * Ms);
        Picture(1, 1000);
        Joints(1000, 1);
        Assemble(1000);
        Assert.Equal(2, first.References);
        Picture(0, 1030);
        Picture(1, 1030);
        Joints(1030, 1);
        Assemble(1030);
        Assert.Equal(1, first.References);
    }

    private ObservationResult Assemble(long nowMs) =>
        new ObservationAssembler(_robot, [0, 1], new ObservationOptions()).Assemble(nowMs * Ms, _observation);

    private void Picture(int camera, long ms) =>
        Assert.Equal(StampVerdict.Accepted, _robot.Cameras[camera].Offer(new FakeFrame(ms * Ms), ms * Ms));

    private void Joints(long ms, double position) =>
        Assert.True(_robot.Joints.Add(ms, ms * Ms, ms * Ms, [position, 0, 0], [0, 0, 0]));
}
