using RobotPolicy.Simulator;
using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>The table with three discs, of which one is an episode's goal.</summary>
public sealed class ThreeDiscsTests : IDisposable
{
    private const double DiscRadiusMetres = 0.065;
    private const double CubeReachMetres = 0.0283;

    private readonly PickPlaceEnvironment _environment = new(ShippedScenes.Resolve("three_discs"));

    public void Dispose() => _environment.Dispose();

    [Fact]
    public void Expert_EveryDisc_Succeeds()
    {
        using var expert = new ScriptedExpert(_environment);
        var trial = new ExpertTrial(_environment, expert);
        var failed = new List<int>();

        for (var seed = 1000; seed < 1030; seed++)
        {
            trial.Run(seed, seed % 3);
            if (!_environment.Succeeded)
                failed.Add(seed);
        }

        Assert.Empty(failed);
    }

    [Fact]
    public void CubeOnAnotherDisc_IsNoSuccess()
    {
        using var expert = new ScriptedExpert(_environment);
        var trial = new ExpertTrial(_environment, expert);
        trial.Run(1000, 1);
        Assert.True(_environment.Succeeded);
        var rested = _environment.Data.Positions.ToArray();

        _environment.Reset(1000, 2);
        rested.CopyTo(_environment.Data.Positions);
        for (var i = 0; i < 400; i++)
            _environment.Step();

        Assert.False(_environment.Succeeded);
        Assert.True(_environment.CubeDistanceMetres > 0.3, $"{_environment.CubeDistanceMetres} m");
    }

    [Fact]
    public void Goals_AreNamedInOrderAndClearOfEachOtherAndOfTheCube()
    {
        Assert.Equal(["green", "blue", "yellow"], _environment.Layout.Goals.Select(goal => goal.Name));
        Assert.Equal(-1, _environment.Layout.FindGoal("red"));
        var places = _environment.Layout.Goals.Select(goal => _environment.Data.SitePosition(goal.Site).ToArray()).ToArray();
        for (var i = 0; i < places.Length; i++)
        {
            // Distance to the rectangle in which cubes start.
            var dx = Math.Max(0, Math.Max(0.28 - places[i][0], places[i][0] - 0.44));
            var dy = Math.Max(0, Math.Max(-0.02 - places[i][1], places[i][1] - 0.18));
            Assert.True(Math.Sqrt((dx * dx) + (dy * dy)) > DiscRadiusMetres + CubeReachMetres, $"disc {i} is where cubes start");
            for (var j = 0; j < i; j++)
                Assert.True(Math.Sqrt(Math.Pow(places[i][0] - places[j][0], 2) + Math.Pow(places[i][1] - places[j][1], 2)) > 2 * DiscRadiusMetres);
        }
    }

    [Fact]
    public void Reset_UnknownGoal_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _environment.Reset(1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => _environment.Reset(1, -1));
    }

    [Fact]
    public void SceneWithoutGoals_HasTheOneTarget()
    {
        using var plain = new PickPlaceEnvironment(PickPlaceEnvironment.DefaultScenePath);

        Assert.Equal("target", Assert.Single(plain.Layout.Goals).Name);
    }

    [Fact]
    public void GoalPicture_ShowsTheCubeOnTheDiscAndLeavesTheEpisodeAlone()
    {
        var before = _environment.Data.Positions.ToArray();
        var failure = default(Exception);
        var centres = new (double X, double Y, double Pixels, double DiscX, double DiscY)[3];
        var thread = new Thread(() =>
        {
            try
            {
                using var context = GlContext.Create();
                using var cameras = new PolicyCameras(_environment.ScenePath, 32, 256);
                var view = new GoalView(_environment, cameras.Rig);
                for (var goal = 0; goal < 3; goal++)
                    centres[goal] = Look(view, goal);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();

        Assert.Null(failure);
        foreach (var (x, y, pixels, discX, discY) in centres)
        {
            Assert.True(pixels > 20, $"{pixels} red pixels");
            Assert.True(Math.Abs(x - discX) < 15 && Math.Abs(y - discY) < 15, $"cube at {x:F0}, {y:F0}, disc at {discX:F0}, {discY:F0}");
        }

        Assert.Equal(before, _environment.Data.Positions.ToArray());
    }

    private (double X, double Y, double Pixels, double DiscX, double DiscY) Look(GoalView view, int goal)
    {
        view.Capture(_environment, 9, goal);
        var (count, columns, rows) = (0, 0, 0);
        for (var i = 0; i < view.Picture.Length; i += 3)
        {
            if (view.Picture[i] < 110 || view.Picture[i + 1] > 70 || view.Picture[i + 2] > 70)
                continue;
            count++;
            columns += i / 3 % CameraDefaults.Width;
            rows += i / 3 / CameraDefaults.Width;
        }

        var disc = view.Disc(goal);
        return (columns / Math.Max(1.0, count), rows / Math.Max(1.0, count), count, disc.X, disc.Y);
    }
}
