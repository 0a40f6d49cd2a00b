using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Observations;

/// <summary>Observations of three instants, 100 ms apart. Camera 0 takes a picture every 20 ms, camera 1 every 30 ms.</summary>
public sealed class ObservationHistoryTests
{
    private const long Ms = 1_000_000;
    private const int Steps = 3;
    private readonly FakeRobot _robot = new();
    private readonly Observation _observation = new(3, 2, Steps);
    private readonly ObservationAssembler _assembler;
    private long _nowMs = 1000;

    public ObservationHistoryTests() => _assembler = new ObservationAssembler(_robot, [0, 1], new ObservationOptions(), Steps, 100 * Ms);

    [Fact]
    public void Assemble_FirstOfAnEpoch_IsRepeated()
    {
        Run(500);

        Assert.Equal(ObservationStatus.Ok, Assemble().Status);

        AssertSteps(1500, 1500, 1500);
    }

    [Fact]
    public void Assemble_Later_LooksBackByTheActionInterval()
    {
        Run(500);
        Assemble();
        Run(240);

        Assert.Equal(ObservationStatus.Ok, Assemble().Status);

        AssertSteps(1540, 1640, 1740);
    }

    [Fact]
    public void Assemble_ShortlyAfterTheFirst_NeverLooksFurtherBackThanThat()
    {
        Run(500);
        Assemble();
        Run(120);

        Assemble();

        AssertSteps(1500, 1520, 1620);
    }

    [Fact]
    public void Assemble_AfterReset_ForgetsWhatWasBefore()
    {
        Run(500);
        Assemble();
        Run(240);
        _assembler.Reset();

        Assemble();

        AssertSteps(1740, 1740, 1740);
    }

    [Fact]
    public void Assemble_CameraThatWasAway_IsNotMadeUpFor()
    {
        Run(500);
        Assemble();
        for (var i = 0; i < 24; i++)
            Tick(pictures: i >= 20);

        var result = Assemble();

        Assert.Equal(ObservationStatus.CameraSkewed, result.Status);
        _observation.ReleaseImages();
    }

    [Fact]
    public void Assemble_WithoutCameras_SamplesTheJoints()
    {
        var assembler = new ObservationAssembler(_robot, [], new ObservationOptions(), Steps, 100 * Ms);
        var observation = new Observation(3, 0, Steps);
        Run(500);
        assembler.Assemble(_nowMs * Ms, observation);
        Run(300);

        Assert.Equal(ObservationStatus.Ok, assembler.Assemble(_nowMs * Ms, observation).Status);

        Assert.Equal([1600.0, 1700, 1800], Enumerable.Range(0, Steps).Select(step => observation.PositionsAt(step)[0]));
    }

    [Fact]
    public void Assemble_SteadyState_AllocatesNothingAndLetsEveryFrameGo()
    {
        Run(800);
        Assemble();
        Assemble();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Assemble();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        _observation.ReleaseImages();
        for (var step = 0; step < Steps; step++)
            Assert.Null(_observation.ImageAt(step, 0));
    }

    private ObservationResult Assemble() => _assembler.Assemble(_nowMs * Ms, _observation);

    /// <summary>Joints exactly at these instants, pictures of both cameras as near as they take them.</summary>
    private void AssertSteps(params long[] instantsMs)
    {
        // The instant of an observation is that of the slower camera's newest picture.
        var lateMs = instantsMs[^1] - (_observation.TimeNs / Ms);
        Assert.InRange(lateMs, 0, 29);
        for (var step = 0; step < Steps; step++)
        {
            Assert.InRange(instantsMs[step] - _observation.PositionsAt(step)[0], 0, 29);
            for (var camera = 0; camera < 2; camera++)
                Assert.InRange(Math.Abs((_observation.ImageAt(step, camera)!.TimeNs / (double)Ms) - _observation.PositionsAt(step)[0]), 0, 25);
        }

        _observation.ReleaseImages();
    }

    private void Run(int ms)
    {
        for (var i = 0; i < ms / 10; i++)
            Tick(pictures: true);
    }

    private void Tick(bool pictures)
    {
        _nowMs += 10;
        Assert.True(_robot.Joints.Add(_nowMs, _nowMs * Ms, _nowMs * Ms, [_nowMs, 0, 0], [0, 0, 0]));
        if (pictures && _nowMs % 20 == 0)
            _robot.Cameras[0].Offer(new FakeFrame(_nowMs * Ms), _nowMs * Ms);
        if (pictures && _nowMs % 30 == 0)
            _robot.Cameras[1].Offer(new FakeFrame(_nowMs * Ms), _nowMs * Ms);
    }
}
