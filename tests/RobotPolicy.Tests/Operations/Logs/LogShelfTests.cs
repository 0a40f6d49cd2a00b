using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.Tests.Data.Analysis;

namespace RobotPolicy.Tests.Operations.Logs;

public sealed class LogShelfTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("robotpolicy-shelf-").FullName;

    private string Runs => Path.Combine(_root, "runs");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../secret")]
    [InlineData("run/../../secret")]
    [InlineData("/etc")]
    [InlineData("run/run_0.mcap")]
    [InlineData("..\\secret")]
    [InlineData(".hidden")]
    [InlineData("C:run")]
    [InlineData("run\0")]
    [InlineData("run\n")]
    public void Find_AHostileName_IsNone(string name)
    {
        Write("run");
        Write("../secret");

        Assert.Equal(OperationError.Invalid, Assert.Throws<OperationException>(() => Shelf().Find(name)).Error);
    }

    [Fact]
    public void Find_ANameThatIsTooLong_IsNone() =>
        Assert.Equal(OperationError.Invalid, Assert.Throws<OperationException>(() => Shelf().Find(new string('a', LogShelf.MaxName + 1))).Error);

    [Fact]
    public void Find_ALinkThatLeadsOut_IsNotThere()
    {
        Write("../secret");
        Write("run");
        Directory.CreateSymbolicLink(Path.Combine(Runs, "folder"), Path.Combine(_root, "secret"));
        Directory.CreateDirectory(Path.Combine(Runs, "file"));
        File.CreateSymbolicLink(Path.Combine(Runs, "file", "file_0.mcap"), Path.Combine(_root, "secret", "secret_0.mcap"));

        foreach (var name in new[] { "folder", "file", "nothing" })
            Assert.Equal(OperationError.NotFound, Assert.Throws<OperationException>(() => Shelf().Find(name)).Error);
        Assert.Equal(["run"], Shelf().List(0, "").Items.Select(item => item.Log.Name));
    }

    [Fact]
    public void List_SeveralPages_AreNewestFirstAndComplete()
    {
        foreach (var day in Enumerable.Range(1, 5))
            Write($"2026-11-0{day}T00-00-00Z");
        Directory.CreateDirectory(Path.Combine(Runs, "no recording"));
        var names = new List<string>();
        var token = "";
        do
        {
            var page = Shelf().List(2, token);
            names.AddRange(page.Items.Select(item => item.Log.Name));
            token = page.NextToken;
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(1, 5).Reverse().Select(day => $"2026-11-0{day}T00-00-00Z"), names);
        Assert.Equal(OperationError.Invalid, Assert.Throws<OperationException>(() => Shelf().List(-1, "")).Error);
    }

    [Fact]
    public void List_TheOneThatIsWritten_IsMarked()
    {
        Write("old");
        Write("now");
        var status = new RecordingStatus(RecordingState.Recording, "", Path.Combine(Runs, "now"), 0, 0, 0, 1, 0);

        var during = new LogShelf([Runs], () => status).List(0, "").Items.ToDictionary(item => item.Log.Name, item => item.Log.IsOpen);
        var after = new LogShelf([Runs], () => status with { State = RecordingState.Off }).Find("now");

        Assert.Equal(new Dictionary<string, bool> { ["old"] = false, ["now"] = true }, during);
        Assert.False(after.IsOpen);
    }

    [Fact]
    public void List_TwoFolders_TheFirstCounts()
    {
        Write("run");
        Write("../earlier/run");
        Write("../earlier/old");
        var shelf = new LogShelf([Runs, Path.Combine(_root, "earlier"), Path.Combine(_root, "not there")], () => null);

        Assert.Equal(["run", "old"], shelf.List(0, "").Items.Select(item => item.Log.Name));
        Assert.Equal(Path.Combine(Runs, "run"), shelf.Find("run").Path);
    }

    private LogShelf Shelf() => new([Runs], () => null);

    private void Write(string folder)
    {
        var path = Directory.CreateDirectory(Path.GetFullPath(Path.Combine(Runs, folder))).FullName;
        TestLog.WriteTwoTasks(Path.Combine(path, $"{Path.GetFileName(path)}_0.mcap"));
    }
}
