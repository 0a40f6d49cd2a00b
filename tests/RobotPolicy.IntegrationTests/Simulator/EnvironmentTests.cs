using RobotPolicy.Simulator;
using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.IntegrationTests.Simulator;

public sealed class EnvironmentTests : IDisposable
{
    private readonly PickPlaceEnvironment _environment = new(PickPlaceEnvironment.DefaultScenePath);

    public void Dispose() => _environment.Dispose();

    [Fact]
    public void Expert_FiftySeeds_SucceedsInAll()
    {
        using var expert = new ScriptedExpert(_environment);
        var trial = new ExpertTrial(_environment, expert);
        var failed = new List<int>();

        for (var seed = 1000; seed < 1050; seed++)
        {
            trial.Run(seed);
            if (!_environment.Succeeded)
                failed.Add(seed);
        }

        Assert.Empty(failed);
    }

    [Fact]
    public void Episode_SameSeedInAnotherOrderAndEnvironment_IsBitIdentical()
    {
        using var expert = new ScriptedExpert(_environment);
        using var otherEnvironment = new PickPlaceEnvironment(PickPlaceEnvironment.DefaultScenePath);
        using var otherExpert = new ScriptedExpert(otherEnvironment);
        var trial = new ExpertTrial(_environment, expert);
        var otherTrial = new ExpertTrial(otherEnvironment, otherExpert);

        trial.Run(7);
        trial.Run(8);
        otherTrial.Run(8);

        Assert.Equal(_environment.Data.Positions.ToArray(), otherEnvironment.Data.Positions.ToArray());
        Assert.NotEqual(_environment.Model.InitialPositions.ToArray(), _environment.Data.Positions.ToArray());
    }

    [Fact]
    public void Reset_DifferentSeeds_PlacesTheCubeElsewhereWithinItsArea()
    {
        var places = new HashSet<(double, double)>();
        for (var seed = 0; seed < 20; seed++)
        {
            _environment.Reset(seed);
            var cube = _environment.CubePosition;
            Assert.InRange(cube[0], 0.28, 0.44);
            Assert.InRange(cube[1], -0.02, 0.18);
            Assert.Equal(0.02, cube[2], 9);
            places.Add((cube[0], cube[1]));
        }

        Assert.Equal(20, places.Count);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void SetCommand_NotFinite_Throws(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _environment.SetCommand([0, value, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void SetCommand_BeyondTheRange_IsClamped()
    {
        _environment.SetCommand([1e300, -1e300, 0, 0, 0, 0, 1]);

        Assert.Equal([2.6, -1.8, 0, 0, 0, 0, 0.04], _environment.Data.Controls.ToArray());
    }

    [Fact]
    public void Step_NotFiniteState_MakesTheEpisodeInvalidUntilTheReset()
    {
        _environment.Reset(1);
        _environment.Step();
        Assert.Null(_environment.Fault);

        _environment.Data.Positions[0] = double.NaN;
        _environment.Step();

        Assert.NotNull(_environment.Fault);
        Assert.False(_environment.Succeeded);
        _environment.Reset(1);
        _environment.Step();
        Assert.Null(_environment.Fault);
    }

    [Fact]
    public void HoldingHome_ForASecond_KeepsTheArmStill()
    {
        _environment.Reset(3);
        var before = new double[RobotNames.JointCount];
        var after = new double[RobotNames.JointCount];
        _environment.ReadJointPositions(before);

        for (var i = 0; i < 500; i++)
            _environment.Step();

        _environment.ReadJointPositions(after);
        for (var i = 0; i < before.Length; i++)
            Assert.Equal(before[i], after[i], 1e-3);
    }

    [Fact]
    public void Scene_WithOtherNames_NamesWhatIsMissing()
    {
        var text = File.ReadAllText(PickPlaceEnvironment.DefaultScenePath);
        var path = Path.GetTempFileName();
        File.WriteAllText(path, text.Replace("name=\"cube\"", "name=\"box\"", StringComparison.Ordinal).Replace("name=\"front\"", "name=\"side\"", StringComparison.Ordinal).Replace("material=\"cube\"", "material=\"box\"", StringComparison.Ordinal));
        try
        {
            var error = Assert.Throws<SimulatorException>(() => new PickPlaceEnvironment(path));

            Assert.Contains("joint 'cube', body 'cube', geom 'cube', camera 'front'", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Scene_NotXml_ReportsFileAndReason()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "<mujoco><worldbody><body></worldbody></mujoco>");
        try
        {
            var error = Assert.Throws<SimulatorException>(() => new PickPlaceEnvironment(path));

            Assert.Contains(path, error.Message);
            Assert.Contains("XML", error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
